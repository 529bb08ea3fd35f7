using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Tidelock.Events;
using Tidelock.Server.Administration.Keys;
using Tidelock.Server.Http;

namespace Tidelock.Server.Administration.Audit;

/// <summary>Chain heads as JSON and back: digests in hexadecimal, signatures in base64url.</summary>
internal static class HeadText
{
    private const int SignatureLength = 64;

    internal static HeadView Write(ChainHead head) => new(
        NameOf(head.Retention),
        head.Number,
        head.FirstLink,
        head.LastLink,
        head.PreviousHash.ToString(),
        head.Hash.ToString(),
        head.SealedAt,
        head.Signature.KeyId,
        Base64Url.EncodeToString(head.Signature.Bytes.Span));

    internal static string NameOf(RetentionClass retention) => retention.ToString().ToLowerInvariant();

    /// <summary>Reads heads that were kept elsewhere; the problem when there are too many or one is none.</summary>
    internal static Problem? Read(IReadOnlyList<HeadView?> views, List<ChainHead> heads)
    {
        if (views.Count > VerifyRequest.MaxHeads)
        {
            return Problem.Invalid("heads", $"must be at most {VerifyRequest.MaxHeads} heads as verify gives them");
        }

        for (var index = 0; index < views.Count; index++)
        {
            if (!TryRead(views[index], out var head))
            {
                return Problem.Invalid($"heads[{index}]", "must be a head as verify gives it");
            }

            heads.Add(head);
        }

        return null;
    }

    /// <summary>Reads a head that was kept elsewhere; false when it is no head.</summary>
    internal static bool TryRead(HeadView? view, [NotNullWhen(true)] out ChainHead? head)
    {
        head = null;
        if (view is null
            || Enum.GetValues<RetentionClass>().Where(chain => NameOf(chain) == view.Chain).ToList()
                is not [var retention]
            || !TryReadDigest(view.PreviousHash, out var previous)
            || !TryReadDigest(view.Hash, out var hash)
            || view.KeyId is not { Length: > 0 and <= CompromiseKeyRequest.MaxIdLength }
            || !IsBase64Url(view.KeyId)
            || !TryReadSignature(view.Signature, out var signature))
        {
            return false;
        }

        head = new(
            retention, view.Number, view.FirstLink, view.LastLink, previous, hash, view.SealedAt,
            new(view.KeyId, signature));
        return true;
    }

    private static bool TryReadDigest(string? text, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Digest.Length];
        if (text?.Length != 2 * Digest.Length
            || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        digest = Digest.Read(bytes);
        return true;
    }

    private static bool TryReadSignature(string? text, out byte[] signature)
    {
        signature = new byte[SignatureLength];
        return text is not null
            && text.Length <= 2 * SignatureLength
            && IsBase64Url(text)
            && Base64Url.TryDecodeFromChars(text, signature, out var written)
            && written == SignatureLength;
    }

    /// <summary>Without the white space that the decoder passes over.</summary>
    private static bool IsBase64Url(string text) =>
        text.All(symbol => char.IsAsciiLetterOrDigit(symbol) || symbol is '-' or '_');
}
