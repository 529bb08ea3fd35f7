namespace Tidelock.Server.Http;

/// <summary>What the HTTP side writes to the log.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1001, LogLevel.Error, "A request to {Path} failed.")]
    internal static partial void RequestFailed(ILogger logger, string path, Exception error);

    [LoggerMessage(1002, LogLevel.Warning, "The store could not take a change of {Path}: {Problem}")]
    internal static partial void StoreUnavailable(ILogger logger, string path, string problem);

    [LoggerMessage(1003, LogLevel.Warning,
        "The public URL {Url} is plain http on loopback: cookies are set without Secure. Use https anywhere else.")]
    internal static partial void InsecureLoopback(ILogger logger, string url);

    [LoggerMessage(1004, LogLevel.Warning,
        "The audit log is switched off (Tidelock:Events:Audit): what happens from now on is written down nowhere.")]
    internal static partial void NoAuditLog(ILogger logger);
}
