using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace Tidelock.Server.Http;

/// <summary>
/// The bytes of a whole body, or the problem with it. Bounded in size, and waited for before it comes to this, see
/// <see cref="BodyArrival"/>. Wiped when it is given back, since bodies carry passwords and tokens.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Longest body, in bytes.</summary>
    internal const int MaxLength = 16 * 1024;

    private const int InitialLength = 512;

    private byte[] _buffer = [];
    private int _length;

    private RequestBody()
    {
    }

    /// <summary>What came; empty when nothing did.</summary>
    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Why it is of no use; null when it is.</summary>
    internal Problem? Problem { get; private set; }

    /// <summary>Reads all of it. Waits for none but the operator's over the admin socket.</summary>
    /// <param name="http">The request.</param>
    /// <param name="mediaType">What it must be; anything else is a problem, unless it is empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async ValueTask<RequestBody> ReadAsync(
        HttpContext http, string mediaType, CancellationToken cancellationToken)
    {
        var body = new RequestBody();
        var request = http.Request;
        if (request.ContentLength > MaxLength)
        {
            body.Problem = new(ProblemType.BodyTooLarge);
        }
        else if (BodyArrival.HasBody(http))
        {
            await body.FillAsync(request.Body, cancellationToken);
            body.Problem ??= body._length > MaxLength ? new(ProblemType.BodyTooLarge)
                : body._length > 0 && !IsOf(request, mediaType) ? new(ProblemType.UnsupportedMediaType)
                : null;
        }

        return body;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            (_buffer, _length) = ([], 0);
        }
    }

    private static bool IsOf(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private async Task FillAsync(Stream body, CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(InitialLength);
        while (_length <= MaxLength)
        {
            Grow();
            var read = await body.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                return;
            }

            _length += read;
        }
    }

    private void Grow()
    {
        if (_length < _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 4);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
