using Tidelock.Server.Http;
using Tidelock.Sessions;

namespace Tidelock.Server.Sessions;

/// <summary>The two cookies: the refresh token, and the device that signs in.</summary>
internal sealed class SessionCookies(CookiePolicy policy)
{
    /// <summary>The longest life that browsers grant a cookie.</summary>
    private static readonly TimeSpan DeviceLife = TimeSpan.FromDays(400);

    /// <summary>The refresh token; several are one too many, see <see cref="Check"/>.</summary>
    internal string? ReadRefresh(HttpRequest request) => CookieHeader.Find(request, policy.RefreshName).Value;

    /// <summary>The device; of several none is believed.</summary>
    internal string? ReadDevice(HttpRequest request) => CookieHeader.Find(request, policy.DeviceName).Value;

    /// <summary>Refuses to choose between several refresh tokens: one of them may be somebody else's.</summary>
    internal Problem? Check(HttpRequest request) => CookieHeader.Find(request, policy.RefreshName).IsRepeated
        ? new(ProblemType.MalformedRequest) { Detail = $"There are several cookies named {policy.RefreshName}." }
        : null;

    /// <summary>
    /// Sets the refresh token: for as long as the session may live when it is remembered, otherwise until the
    /// browser is closed.
    /// </summary>
    internal void SetRefresh(HttpResponse response, string token, Session session, DateTimeOffset now) =>
        response.Cookies.Append(policy.RefreshName, token, Options(
            session.Remembered ? session.ExpiresAt - now : null));

    /// <summary>Sign-out only.</summary>
    internal void ClearRefresh(HttpResponse response) =>
        response.Cookies.Append(policy.RefreshName, string.Empty, Options(TimeSpan.Zero));

    internal void SetDevice(HttpResponse response, string device) =>
        response.Cookies.Append(policy.DeviceName, device, Options(DeviceLife));

    private CookieOptions Options(TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = policy.Secure,
        SameSite = policy.SameSite,
        Path = policy.Path,
        MaxAge = life is { } given ? TimeSpan.FromSeconds(Math.Floor(given.TotalSeconds)) : null,
    };
}
