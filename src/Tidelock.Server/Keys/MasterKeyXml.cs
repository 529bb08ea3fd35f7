using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Tidelock.Keys;

namespace Tidelock.Server.Keys;

/// <summary>The master key in memory. Prints nothing of itself.</summary>
internal sealed class MasterKey(byte[] key, IRandomSource random)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Nonce, tag, and the text under AES-256-GCM.</summary>
    internal byte[] Encrypt(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var output = new byte[NonceLength + TagLength + plain.Length];
        var nonce = output.AsSpan(0, NonceLength);
        random.Fill(nonce);
        using var gcm = new AesGcm(key, TagLength);
        gcm.Encrypt(
            nonce, plain, output.AsSpan(NonceLength + TagLength), output.AsSpan(NonceLength, TagLength));
        CryptographicOperations.ZeroMemory(plain);
        return output;
    }

    /// <exception cref="CryptographicException">It was encrypted under another master key, or changed.</exception>
    internal string Decrypt(ReadOnlySpan<byte> input)
    {
        if (input.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("A sealed protection key is too short.");
        }

        var plain = new byte[input.Length - NonceLength - TagLength];
        using var gcm = new AesGcm(key, TagLength);
        gcm.Decrypt(
            input[..NonceLength], input[(NonceLength + TagLength)..], input.Slice(NonceLength, TagLength), plain);
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Prints nothing of the secret.</summary>
    public override string ToString() => "(master key)";
}

/// <summary>Seals Data Protection's own keys by the master key.</summary>
internal sealed class MasterKeyXmlEncryptor(MasterKey master) : IXmlEncryptor
{
    internal const string Element = "sealedByMasterKey";

    /// <inheritdoc />
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement(Element, Convert.ToBase64String(
            master.Encrypt(plaintextElement.ToString(SaveOptions.DisableFormatting)))),
        typeof(MasterKeyXmlDecryptor));
}

/// <summary>Opens them again; Data Protection makes it by its type.</summary>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <inheritdoc />
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(
        services.GetRequiredService<MasterKey>().Decrypt(Convert.FromBase64String(encryptedElement.Value)));
}

/// <summary>Keeps Data Protection's keys in the store, so that a backup has everything but the master key.</summary>
internal sealed class KeyStoreXmlRepository(IKeyStore store) : IXmlRepository
{
    /// <inheritdoc />
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. store.ReadProtectionKeys().Select(xml => XElement.Parse(xml))];

    /// <inheritdoc />
    public void StoreElement(XElement element, string friendlyName) =>
        store.AddProtectionKey(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
