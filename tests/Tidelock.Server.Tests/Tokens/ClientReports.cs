using System.Text;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>Reports of a client: requests, and beacons as a browser sends them.</summary>
internal sealed class ClientReports(Client client)
{
    private const string Path = "/api/v1/client-events";

    internal static string WithToken(string body, string? token)
    {
        var told = body.Length == 0 ? "{}" : body;
        return $$"""{"accessToken":"{{token}}"{{(told == "{}" ? "" : ",")}}{{told[1..]}}""";
    }

    internal async Task<Reply> PostAsync(string body, string type = "application/json")
    {
        using var request = client.Request(HttpMethod.Post, Path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await client.SendAsync(request);
    }

    /// <summary>As a browser sends it: with the cookies, and without any header of ours.</summary>
    internal async Task<Reply> BeaconAsync(string body, string? origin = The.PublicUrl, string? site = null)
    {
        using var request = client.Request(HttpMethod.Post, Path);
        foreach (var name in new[] { "Authorization", "X-Tidelock", "Origin" })
        {
            request.Headers.Remove(name);
        }

        foreach (var (name, value) in new[] { ("Origin", origin), ("Sec-Fetch-Site", site) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "text/plain;charset=UTF-8");
        return await client.SendAsync(request);
    }
}
