using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Tidelock.Server.Http;

/// <summary>
/// Waits until the body of a request is here, so that whoever sends it slowly takes a place from nobody. The bytes stay
/// in the server's own buffer; nothing is read that the endpoint does not read again.
/// </summary>
internal sealed class BodyArrival(int maxWaiting, TimeProvider clock)
{
    /// <summary>Longest time for a whole body.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private int _waiting;

    /// <summary>The problem with a body that does not come, or that is one too many to wait for.</summary>
    internal ValueTask<Problem?> WaitAsync(HttpContext http)
    {
        // One that says how long it is and is too long will be refused by its length; it is not waited for.
        if (!HasBody(http) || http.Request.ContentLength > RequestBody.MaxLength)
        {
            return default;
        }

        // Nearly every body comes together with its headers.
        var body = http.Request.BodyReader;
        return body.TryRead(out var read) && IsHere(body, read) ? default : WaitForRestAsync(body);
    }

    /// <summary>Whether a body was announced.</summary>
    internal static bool HasBody(HttpContext http) => http.Request.ContentLength is { } length
        ? length > 0
        : http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    private async ValueTask<Problem?> WaitForRestAsync(PipeReader body)
    {
        if (Interlocked.Increment(ref _waiting) > maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return Problem.Busy();
        }

        // Not by a token: a read that is cancelled that way leaves the body in a state that the server calls a fault.
        using var late = new CancellationTokenSource(Deadline, clock);
        await using var registration = late.Token.Register(body.CancelPendingRead);
        try
        {
            while (!IsHere(body, await body.ReadAsync(CancellationToken.None)))
            {
                // What has come so far is looked at again together with the rest.
                if (late.IsCancellationRequested)
                {
                    return new(ProblemType.RequestTimeout);
                }
            }

            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>True when all of it is here, or more than any endpoint takes. Consumes nothing.</summary>
    private static bool IsHere(PipeReader body, ReadResult read)
    {
        var isHere = read.IsCompleted || read.Buffer.Length > RequestBody.MaxLength;
        body.AdvanceTo(read.Buffer.Start, isHere ? read.Buffer.Start : read.Buffer.End);
        return isHere;
    }
}
