using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;
using Tidelock.Keys;
using Tidelock.Server;
using Tidelock.Server.Configuration;
using Tidelock.Server.Keys;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Cli.Storage;

/// <summary>
/// The master key that belongs to a backup. It is tried on the backup's keys before anything is replaced: with another
/// one, or with none, nobody can use what was restored.
/// </summary>
internal sealed class BackupMasterKey
{
    /// <summary>Longer than any key with its line end; more than that is a wrong file.</summary>
    private const int MaxLength = 1024;

    private readonly Policies _policies;
    private readonly DataDirectory _directory;
    private readonly string? _given;

    private BackupMasterKey(Policies policies, DataDirectory directory, string? given) =>
        (_policies, _directory, _given) = (policies, directory, given);

    private bool IsConfigured =>
        _policies.Keys is not { MasterKey: null, MasterKeyPath: null, CertificatePath: null };

    /// <summary>Finds the key: the configured one, the one that was given, or that in the directory.</summary>
    /// <exception cref="TidelockConfigurationException">The configuration is wrong.</exception>
    internal static bool TryFind(
        Invocation call, string? path, [NotNullWhen(true)] out BackupMasterKey? key, out string mistake)
    {
        using var configuration = new ConfigurationManager();
        ConfigurationSources.Add(configuration, ServerSettings.ForOneCommand(call));
        var directory = new DataDirectory(call.DataPath);
        key = null;
        if (path is not null && !TryRead(path, out mistake))
        {
            return false;
        }

        key = new(Policies.From(configuration), directory, path is null ? null : File.ReadAllText(path).Trim());
        mistake = key.Mistake ?? string.Empty;
        return mistake.Length == 0;
    }

    /// <summary>Says what is wrong when the key does not open those of <paramref name="copy"/>; null when it does.
    /// </summary>
    internal async Task<string?> TryOnAsync(SqliteDatabase copy, CancellationToken cancellationToken)
    {
        if ((await copy.Keys.ListAsync(cancellationToken)).Count == 0)
        {
            return null;
        }

        var options = IsConfigured || _given is null ? _policies.Keys : new KeysOptions { MasterKey = _given };
        try
        {
            using var sealer = new DataProtectionSealer(
                options, _directory, copy.Keys, new SystemRandomSource(), NullLoggerFactory.Instance);
            using var keeper = new KeyRingKeeper(
                copy.Keys, sealer, new SystemRandomSource(), TimeProvider.System, _policies.KeyRing);
            await keeper.LoadAsync(cancellationToken);
            return null;
        }
        catch (CryptographicException)
        {
            return "The master key does not open the keys in the backup: it belongs to another store.";
        }
    }

    /// <summary>Puts the key that was given where a server looks for it.</summary>
    internal void PutInPlace()
    {
        if (_given is not null && !IsConfigured && !File.Exists(_directory.MasterKey))
        {
            MasterKeySource.Write(_directory.MasterKey, _given);
        }
    }

    private string? Mistake
    {
        get
        {
            var place = _directory.MasterKey;
            if (_given is null)
            {
                return IsConfigured || File.Exists(place)
                    ? null
                    : $"{place} is missing, and without it nobody can use the backup; pass --master-key FILE.";
            }

            return File.Exists(place) && File.ReadAllText(place).Trim() != _given
                ? $"{place} is there already, and is another key."
                : null;
        }
    }

    private static bool TryRead(string path, out string mistake)
    {
        mistake = !File.Exists(path) ? $"there is no file {path}."
            : new FileInfo(path).Length > MaxLength || !MasterKeySource.IsKey(File.ReadAllText(path))
                ? $"{path} holds no master key (32 bytes in base64)."
                : string.Empty;
        return mistake.Length == 0;
    }
}
