using Tidelock.Server.Http;
using Tidelock.Sessions;

namespace Tidelock.Server.Sessions;

/// <summary>The two cookies: the refresh token, and the device that signs in.</summary>
internal sealed class SessionCookies(CookiePolicy policy)
{
    /// <summary>The longest life that browsers grant a cookie.</summary>
    private static readonly TimeSpan DeviceLife = TimeSpan.FromDays(400);

    internal string? ReadRefresh(HttpRequest request) => NotEmpty(request.Cookies[policy.RefreshName]);

    internal string? ReadDevice(HttpRequest request) => NotEmpty(request.Cookies[policy.DeviceName]);

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

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private CookieOptions Options(TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = policy.Secure,
        SameSite = policy.SameSite,
        Path = policy.Path,
        MaxAge = life is { } given ? TimeSpan.FromSeconds(Math.Floor(given.TotalSeconds)) : null,
    };
}
