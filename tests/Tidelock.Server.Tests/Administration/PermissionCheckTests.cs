using Tidelock.Server.Administration.Doctor;
using Tidelock.Server.Keys;

namespace Tidelock.Server.Tests.Administration;

public sealed class PermissionCheckTests : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidelock-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(true, Mine, "ok")]
    [InlineData(true, Mine | UnixFileMode.GroupRead, "problem")]
    [InlineData(false, Mine, "ok")]
    [InlineData(false, Mine | UnixFileMode.OtherRead, "problem")]
    public void What_takes_the_master_keys_place_is_looked_at_where_it_lies(
        bool isCertificate, UnixFileMode mode, string state)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes on this system.");
        var path = Path.Combine(_directory.FullName, "elsewhere");
        File.WriteAllText(path, "key");
#pragma warning disable CA1416 // Skipped on Windows above.
        File.SetUnixFileMode(path, mode);
#pragma warning restore CA1416
        var keys = isCertificate ? new KeysOptions { CertificatePath = path } : new() { MasterKeyPath = path };

        var check = PermissionChecks.Run(new(_directory.FullName), keys).Single(one => one.Name == "master key");

        Assert.Equal(state, check.State);
    }
}
