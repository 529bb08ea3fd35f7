using System.Buffers;
using System.Net;
using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Sessions;

/// <summary>Reads from a request who is calling.</summary>
internal sealed class CallerReader(SessionCookies cookies, KeyRingKeeper keys)
{
    /// <summary>Names the instance of a client that keeps no cookies.</summary>
    internal const string ClientHeader = "X-Tidelock-Client";

    internal const int MinClientLength = 16;

    private static readonly string ClientExpected =
        $"must be {MinClientLength} to {DeviceContext.MaxDeviceIdLength} letters, digits, - or _, once";

    private static readonly SearchValues<char> ClientSymbols =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The device that a browser's cookie names; null when there is none or it is not ours.</summary>
    internal DeviceToken? ReadDevice(HttpRequest request) => ReadDevice(cookies.ReadDevice(request));

    /// <summary>
    /// The device that a token names; null when there is none. One that is not ours is no error: its key may have been
    /// removed long ago, and whoever kept it must still be able to sign in.
    /// </summary>
    internal DeviceToken? ReadDevice(string? text) =>
        text is not null && DeviceToken.TryRead(text, keys.Current, out var device) ? device : null;

    /// <summary>The caller of a request on <paramref name="channel"/>.</summary>
    /// <exception cref="ProblemException">The header <see cref="ClientHeader"/> has another form.</exception>
    internal Caller Read(HttpContext http, Channel channel)
    {
        var clientId = ClientId(http.Request);
        return Read(http, channel == Channel.Body ? clientId : ReadDevice(http.Request)?.DeviceId ?? string.Empty);
    }

    /// <summary>The caller on a device that is known already.</summary>
    internal static Caller Read(HttpContext http, string deviceId)
    {
        var address = AddressOf(http);
        var userAgent = http.Request.Headers.UserAgent.ToString();
        if (userAgent.Length > Caller.MaxUserAgentLength)
        {
            userAgent = userAgent[..Caller.MaxUserAgentLength];
        }

        var device = DeviceContext.Of(deviceId, UserAgentNames.Of(userAgent).Family);
        return new(Text(address), Network.Of(address), userAgent, device);
    }

    /// <summary>
    /// The instance id of a client in body mode; empty when it gives none. One of another form is refused: taken for
    /// none, it would make a stranger of the client whenever it comes in the right form.
    /// </summary>
    /// <exception cref="ProblemException">It has another form.</exception>
    internal static string ClientId(HttpRequest request)
    {
        var values = request.Headers[ClientHeader];
        if (values.Count == 0)
        {
            return string.Empty;
        }

        var text = values.ToString();
        return values.Count == 1
            && text.Length is >= MinClientLength and <= DeviceContext.MaxDeviceIdLength
            && !text.AsSpan().ContainsAnyExcept(ClientSymbols)
                ? text
                : throw new ProblemException(Problem.Invalid(ClientHeader, ClientExpected));
    }

    /// <summary>A local socket has no address; whoever may open it is on this machine.</summary>
    internal static IPAddress AddressOf(HttpContext http) => http.Connection.RemoteIpAddress ?? IPAddress.Loopback;

    private static string Text(IPAddress address) =>
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
