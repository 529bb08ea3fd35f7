using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tidelock.Server.Http;

namespace Tidelock.Server.Limits;

/// <summary>
/// What the web server grants a connection before a request is complete. Most are its defaults, written down so that
/// they are ours; an application that needs others sets them after it has added Tidelock.
/// </summary>
internal static class KestrelLimits
{
    /// <summary>Longest request line, in bytes; longer ones get 414.</summary>
    internal const int MaxRequestLineBytes = 8 * 1024;

    /// <summary>All headers together, in bytes; more get 431. A shared host's other cookies must fit in.</summary>
    internal const int MaxHeaderBytes = 32 * 1024;

    /// <summary>Most headers.</summary>
    internal const int MaxHeaders = 100;

    /// <summary>
    /// Longest body as it travels, in bytes: twice what endpoints take, since the framing of chunks counts as well.
    /// </summary>
    internal const int MaxBodyBytes = 2 * RequestBody.MaxLength;

    /// <summary>
    /// What is read ahead of a request that has not asked for it, in bytes: what a connection can cost. The server's
    /// default of 1 MB is meant for uploads.
    /// </summary>
    internal const int MaxReadAheadBytes = 64 * 1024;

    /// <summary>The same for all requests of an HTTP/2 connection, in bytes.</summary>
    internal const int Http2ConnectionWindowBytes = 128 * 1024;

    /// <summary>The same for one request of an HTTP/2 connection; the smallest that there is, in bytes.</summary>
    internal const int Http2StreamWindowBytes = 64 * 1024 - 1;

    /// <summary>Requests at once on an HTTP/2 connection.</summary>
    internal const int Http2MaxStreams = 100;

    /// <summary>Slowest sender and slowest reader, in bytes a second, after <see cref="RateGrace"/>.</summary>
    internal const int MinBytesPerSecond = 240;

    /// <summary>Longest time for all headers of a request. A connection waits for them and takes no place.</summary>
    internal static readonly TimeSpan HeadersDeadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may be idle: longer than common proxies keep theirs (60 s), so that it is the proxy that
    /// closes, and never while a request is on its way.
    /// </summary>
    internal static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(130);

    /// <summary>From when on a slow sender or reader is given up.</summary>
    internal static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    internal static void Apply(KestrelServerOptions kestrel, ConnectionGate gate)
    {
        // Before TLS, since it is added first: who is one too many does not get a handshake.
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(gate.Guard));
        var limits = kestrel.Limits;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestBufferSize = MaxReadAheadBytes;
        limits.RequestHeadersTimeout = HeadersDeadline;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = new(MinBytesPerSecond, RateGrace);
        limits.MinResponseDataRate = new(MinBytesPerSecond, RateGrace);
        limits.Http2.MaxStreamsPerConnection = Http2MaxStreams;
        limits.Http2.InitialConnectionWindowSize = Http2ConnectionWindowBytes;
        limits.Http2.InitialStreamWindowSize = Http2StreamWindowBytes;
    }
}
