using Tidelock.Keys;
using Tidelock.Tokens;

namespace Tidelock.Server.Http;

/// <summary>Reads and checks the DPoP proof of a request, and asks for one with a nonce.</summary>
internal sealed class ProofReader(
    DpopProofChecker checker, KeyRingKeeper keys, PublicAddress address, TimeProvider clock)
{
    internal const string ProofHeader = "DPoP";
    internal const string NonceHeader = "DPoP-Nonce";

    /// <summary>The proof counts for the public URL alone, whatever host the request names.</summary>
    internal ProofCheck Read(HttpRequest request)
    {
        var headers = request.Headers[ProofHeader];
        return headers.Count == 0
            ? ProofCheck.None
            : checker.Check(
                headers[0], headers.Count, request.Method, new Uri(address.At(request.Path)), keys.Current,
                clock.GetUtcNow());
    }

    /// <summary>401 with a fresh nonce (RFC 9449 §8); nothing was changed.</summary>
    internal Problem AskNonce(HttpResponse response)
    {
        response.Headers[NonceHeader] = DpopNonce.Issue(keys.Current, clock.GetUtcNow());
        return new(ProblemType.UseDpopNonce);
    }
}
