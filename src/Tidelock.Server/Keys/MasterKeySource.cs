using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tidelock.Server.Configuration;

namespace Tidelock.Server.Keys;

/// <summary>Where the master key comes from. It seals the keys that seal everything else.</summary>
internal static class MasterKeySource
{
    /// <summary>AES-256.</summary>
    internal const int KeyLength = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string PathSetting = "Tidelock:Keys:MasterKeyPath";

    /// <summary>Checks what can be checked without reading files.</summary>
    internal static void Check(KeysOptions options, ConfigurationErrors errors)
    {
        if (options.MasterKey is { } text && !IsKey(text))
        {
            errors.Add("Tidelock:Keys:MasterKey", $"the value is not {KeyLength} bytes in base64");
        }

        var given = new[] { options.MasterKey, options.MasterKeyPath, options.CertificatePath };
        if (given.Count(value => value is not null) > 1)
        {
            errors.Add("Tidelock:Keys:MasterKeyPath",
                "give one of Tidelock:Keys:MasterKey, Tidelock:Keys:MasterKeyPath and Tidelock:Keys:CertificatePath");
        }

        if (options.CertificatePassword is not null && options.CertificatePath is null)
        {
            errors.Add("Tidelock:Keys:CertificatePassword", "there is no Tidelock:Keys:CertificatePath it could open");
        }
    }

    /// <summary>The master key; made on first start where none is configured.</summary>
    /// <param name="options">Where it is said to be.</param>
    /// <param name="directory">Where it is when nothing is said.</param>
    /// <param name="storeHasKeys">The store holds keys that a master key sealed; a new one would open none of them.
    /// </param>
    /// <param name="random">Where a new one comes from.</param>
    /// <exception cref="TidelockConfigurationException">The file is missing, is open to others, or holds no key.
    /// </exception>
    internal static byte[] Load(
        KeysOptions options, DataDirectory directory, bool storeHasKeys, IRandomSource random)
    {
        if (options.MasterKey is { } text)
        {
            return Decode(text, "Tidelock:Keys:MasterKey");
        }

        var path = options.MasterKeyPath ?? directory.MasterKey;
        if (options.MasterKeyPath is null && !File.Exists(path))
        {
            CreateFirst(path, storeHasKeys, random);
        }

        if (!File.Exists(path))
        {
            throw new TidelockConfigurationException($"{PathSetting}: there is no file {path}.");
        }

        RefuseWhatOthersCanOpen(path);
        return Decode(File.ReadAllText(path), $"{PathSetting} ({path})");
    }

    private static void CreateFirst(string path, bool storeHasKeys, IRandomSource random)
    {
        if (storeHasKeys)
        {
            throw new TidelockConfigurationException(
                $"{PathSetting}: the master key {path} is missing, and the database holds keys that only it can open. "
                + $"Put your copy of it there, with mode 0600, or set {PathSetting} to where it lies. "
                + "No new key is made in its place.");
        }

        Create(path, random);
    }

    private static void RefuseWhatOthersCanOpen(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
        {
            throw new TidelockConfigurationException(
                $"{PathSetting}: others than its owner can open the master key {path}. Run: chmod 600 {path}");
        }
    }

    private static void Create(string path, IRandomSource random)
    {
        var key = new byte[KeyLength];
        random.Fill(key);
        Write(path, Convert.ToBase64String(key));
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>
    /// Writes a key where none is, under another name that is then changed, so that a crash never leaves half a key.
    /// </summary>
    internal static void Write(string path, string key)
    {
        var partial = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(partial, options))
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine(key);
            writer.Flush();
            Flush(file);
        }

        File.Move(partial, path, overwrite: false);
    }

    /// <summary>
    /// On Unix .NET's own flush tells of no failure (10.0.12), and a key that is not on disk opens nothing.
    /// </summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    private static void Flush(FileStream file)
    {
        file.Flush(flushToDisk: OperatingSystem.IsWindows());
        if (!OperatingSystem.IsWindows() && UnixFlush(file.SafeFileHandle) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{file.Name} can't be flushed: {new Win32Exception(error).Message}");
        }
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnixFlush(SafeFileHandle file);

    /// <summary>Whether a text is a master key as it may be configured.</summary>
    internal static bool IsKey(string text) => TryDecode(text, out _);

    private static byte[] Decode(string text, string key) => TryDecode(text, out var bytes)
        ? bytes
        : throw new TidelockConfigurationException($"{key}: the value is not {KeyLength} bytes in base64.");

    private static bool TryDecode(string text, out byte[] key)
    {
        key = new byte[KeyLength];
        return Convert.TryFromBase64String(text.Trim(), key, out var written) && written == KeyLength;
    }
}
