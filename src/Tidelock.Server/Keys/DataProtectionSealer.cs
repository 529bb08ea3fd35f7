using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Tidelock.Keys;

namespace Tidelock.Server.Keys;

/// <summary>
/// Seals the ring's secrets with Data Protection, in a container of its own: an application that hosts Tidelock keeps
/// its own protection keys apart.
/// </summary>
internal sealed class DataProtectionSealer : ISecretSealer, IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IDataProtectionProvider _protection;

    public DataProtectionSealer(
        KeysOptions options, DataDirectory directory, IKeyStore store, IRandomSource random, ILoggerFactory logging)
    {
        var services = new ServiceCollection();
        services.AddSingleton(logging);
        services.AddLogging();
        var protection = services.AddDataProtection().SetApplicationName("tidelock");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeyStoreXmlRepository(store));
        if (options.CertificatePath is { } path)
        {
            protection.ProtectKeysWithCertificate(
                X509CertificateLoader.LoadPkcs12FromFile(path, options.CertificatePassword));
        }
        else
        {
            var storeHasKeys = store.ReadProtectionKeys().Count > 0;
            var master = new MasterKey(
                MasterKeySource.Load(options, directory, storeHasKeys, random), random);
            services.AddSingleton(master);
            services.Configure<KeyManagementOptions>(keys => keys.XmlEncryptor = new MasterKeyXmlEncryptor(master));
        }

        _services = services.BuildServiceProvider();
        _protection = _services.GetRequiredService<IDataProtectionProvider>();
    }

    /// <inheritdoc />
    public byte[] Seal(KeyPurpose purpose, string id, ReadOnlySpan<byte> secret) =>
        ProtectorOf(purpose, id).Protect(secret.ToArray());

    /// <inheritdoc />
    public byte[] Open(KeyPurpose purpose, string id, ReadOnlySpan<byte> sealedSecret) =>
        ProtectorOf(purpose, id).Unprotect(sealedSecret.ToArray());

    /// <inheritdoc />
    public void Dispose() => _services.Dispose();

    private IDataProtector ProtectorOf(KeyPurpose purpose, string id) =>
        _protection.CreateProtector("Tidelock.KeyRing.v1", purpose.ToString(), id);
}
