using Tidelock.Server.Configuration;

namespace Tidelock.Server.Keys;

/// <summary>`Tidelock:Keys`: how often keys change and what seals them.</summary>
internal sealed class KeysOptions
{
    internal const string Section = "Keys";

    [Setting("How long a key makes new tokens before the next one takes over.", Min = "1d", Max = "365d")]
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromDays(30);

    [Setting("File with the master key (32 bytes in base64); empty: `master.key` in the data directory.")]
    public string? MasterKeyPath { get; set; }

    [Setting("The master key itself, 32 bytes in base64.", IsSecret = true, Alias = "TIDELOCK_MASTER_KEY")]
    public string? MasterKey { get; set; }

    [Setting("PKCS#12 file with an RSA certificate that takes the master key's place.")]
    public string? CertificatePath { get; set; }

    [Setting("The password of that file.", IsSecret = true)]
    public string? CertificatePassword { get; set; }
}
