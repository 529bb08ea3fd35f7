using Tidelock.Server.Keys;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>Who can open the data directory administers the server; the master key opens every key.</summary>
internal static class PermissionChecks
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    internal static IEnumerable<CheckView> Run(DataDirectory directory, KeysOptions keys)
    {
        yield return OwnerOnly("data directory", directory.Path);
        yield return OwnerOnly("admin socket", directory.Socket);
        yield return MasterKey(directory, keys);
    }

    private static CheckView OwnerOnly(string name, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new(name, CheckView.Ok, "This system has no modes to look at.", null);
        }

        if (!Path.Exists(path))
        {
            return new(name, CheckView.Warning, $"{path} is not there.", "Start the server again.");
        }

        return (File.GetUnixFileMode(path) & Others) == UnixFileMode.None
            ? new(name, CheckView.Ok, $"Only its owner can open {path}.", null)
            : new(name, CheckView.Problem, $"Others than its owner can open {path}.", $"chmod go= {path}");
    }

    private static CheckView MasterKey(DataDirectory directory, KeysOptions keys)
    {
        if (keys.CertificatePath is not null)
        {
            return OwnerOnly("master key", keys.CertificatePath);
        }

        if (keys.MasterKey is not null)
        {
            return new("master key", CheckView.Ok, "It comes from the configuration, apart from the data.", null);
        }

        var path = keys.MasterKeyPath ?? directory.MasterKey;
        var mode = OwnerOnly("master key", path);
        return mode.State != CheckView.Ok || keys.MasterKeyPath is not null
            ? mode
            : new(
                "master key",
                CheckView.Warning,
                $"{path} lies beside the data that it seals.",
                "Keep a copy elsewhere (a backup is worthless without it), or name another place: "
                    + "Tidelock:Keys:MasterKeyPath.");
    }
}
