using System.Net;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>What an answer must be, together with what must not be in it.</summary>
internal static class Expect
{
    /// <summary>New tokens, by the session's channel and by no other.</summary>
    internal static void Served(Reply reply, Channel channel)
    {
        Assert.Equal((HttpStatusCode.OK, reply.Text), (reply.Status, reply.Text));
        Assert.NotNull(reply.Json?["accessToken"]);
        Assert.Equal("Bearer", reply.Json?["tokenType"]?.GetValue<string>());
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        if (channel == Channel.Cookie)
        {
            Assert.DoesNotContain("refreshToken", reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("tlr_", reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("tld_", reply.Text, StringComparison.Ordinal);
            Assert.StartsWith("tlr_", reply.RefreshCookie, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith("tlr_", reply.Json?["refreshToken"]?.GetValue<string>(), StringComparison.Ordinal);
            Assert.Empty(reply.SetCookies);
        }
    }

    /// <summary>A problem, and nothing that could be used: no token, no cookie, set or cleared.</summary>
    internal static void Refused(Reply reply, HttpStatusCode status, string problem, string? reason = null)
    {
        Assert.Equal((status, problem, reason), (reply.Status, reply.Problem, reply.Reason));
        Assert.Equal("application/problem+json", reply.Header("Content-Type"));
        Assert.Equal((int)status, reply.Json?["status"]?.GetValue<int>());
        Assert.NotNull(reply.Json?["traceId"]);
        Assert.Empty(reply.SetCookies);
        Assert.DoesNotContain("accessToken", reply.Text, StringComparison.Ordinal);
        Assert.Null(reply.Json["refreshToken"]);
        Assert.DoesNotContain("tlr_", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("tld_", reply.Text, StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.Unauthorized, reply.Header("WWW-Authenticate") is not null);
    }

    /// <summary>Asked to sign in, and not to try again.</summary>
    internal static void SignInRequired(Reply reply, string reason)
    {
        Refused(reply, HttpStatusCode.Unauthorized, "sign-in-required", reason);
        Assert.Null(reply.Header("Retry-After"));
        Assert.Null(reply.Header("DPoP-Nonce"));
    }

    /// <summary>Asked for a nonce, and given one.</summary>
    internal static void NonceAsked(Reply reply)
    {
        Refused(reply, HttpStatusCode.Unauthorized, "use-dpop-nonce");
        Assert.NotNull(reply.Header("DPoP-Nonce"));
        Assert.Contains("use_dpop_nonce", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }
}

/// <summary>Waits for a condition, within a bound.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    internal static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await condition())
        {
            await Task.Delay(Pause, TimeProvider.System, bound.Token);
        }
    }
}
