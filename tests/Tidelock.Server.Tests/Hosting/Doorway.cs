using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>What an answer does to the refresh cookie.</summary>
internal enum CookieChange
{
    None,
    Set,
    Cleared,
}

/// <summary>An answer that left the server, and the refresh token that its cookie sets.</summary>
internal sealed record Departure(string Path, int Status, CookieChange Cookie, string? Token)
{
    /// <summary>It carries new tokens of the session that was there before.</summary>
    internal bool Renews => Path == Doorway.RefreshPath && Status == StatusCodes.Status200OK;
}

/// <summary>
/// Where answers leave the server: tells in which order they did, holds one that is about to, and sees who goes away
/// without waiting for an answer.
/// </summary>
internal sealed class Doorway
{
    internal const string RefreshPath = "/api/v1/auth/refresh";

    private readonly ConcurrentQueue<Departure> _left = new();
    private Gate? _armed;
    private int _underWay;
    private TaskCompletionSource _gone = new();

    /// <summary>The answers that left since <see cref="Clear"/>, in their order.</summary>
    internal IReadOnlyList<Departure> Left => [.. _left];

    /// <summary>Somebody whose request is under way has gone away since <see cref="Clear"/>.</summary>
    internal Task Gone => _gone.Task;

    /// <summary>How many requests have come in and are not done with.</summary>
    internal int UnderWay => Volatile.Read(ref _underWay);

    internal void Clear()
    {
        _left.Clear();
        _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Holds the next refresh that is answered with new tokens, when nothing of it has left yet.</summary>
    internal void HoldNextRenewal(Gate gate) => Volatile.Write(ref _armed, gate);

    internal void Watch(WebApplication app) => app.Use(async (http, next) =>
    {
        http.Response.OnStarting(() => LeaveAsync(http));
        await using var gone = http.RequestAborted.Register(() => _gone.TrySetResult());
        Interlocked.Increment(ref _underWay);
        try
        {
            await next(http);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    });

    private async Task LeaveAsync(HttpContext http)
    {
        var departure = DepartureOf(http);
        if (departure.Renews && Interlocked.Exchange(ref _armed, null) is { } gate)
        {
            await gate.PassAsync(CancellationToken.None);
        }

        _left.Enqueue(departure);
    }

    private static Departure DepartureOf(HttpContext http)
    {
        const string Start = $"{The.Cookie}=";
        var value = http.Response.Headers.SetCookie
            .SingleOrDefault(cookie => cookie!.StartsWith(Start, StringComparison.Ordinal))?[Start.Length..]
            .Split(';')[0];
        var change = value is null ? CookieChange.None
            : value.Length == 0 ? CookieChange.Cleared
            : CookieChange.Set;
        return new(http.Request.Path, http.Response.StatusCode, change, value);
    }
}
