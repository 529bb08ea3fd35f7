using System.Text;
using Tidelock.Server.Tests.Http.Fuzz;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>Requests that are nearly right: bodies and headers with bits flipped, cut and repeated.</summary>
internal sealed class Noise
{
    private static readonly string[] Bodies =
    [
        """{"username":"alice","password":"x","remember":true,"mode":"body"}""",
        """{"refreshToken":"tlr_AQABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","idleFor":12.5}""",
        """{"token":"AAAA","newPassword":"a long tide","username":"x","password":"y","email":"z@example.com"}""",
        """{"name":"carol","roles":["student"],"purpose":"mac","id":"1","path":"/x","heads":[{"chain":"audit"}]}""",
        "token=tlr_AAAA&token_type_hint=refresh_token",
    ];

    private static readonly string[] Names =
    [
        "DPoP", "Authorization", "X-Tidelock-Session", "X-Tidelock-Client", "Cookie", "User-Agent", "Origin",
        "X-Forwarded-For", "If-None-Match", "Accept",
    ];

    private static readonly string[] Values =
    [
        "Bearer eyJhbGciOiJFUzI1NiJ9.e30.AAAA", "tidelock_refresh=tlr_AAAA; tidelock_device=tld_AAAA", "ses_AAAA",
        "eyJ0eXAiOiJkcG9wK2p3dCJ9..", "203.0.113.7, 198.51.100.1", "\u00ff\u00fe", "", "null",
    ];

    private static readonly string[] Queries =
        ["", "", "?limit=5", "?after=0&wait=1", "?kind=signin.failed&from=2026-03-01"];

    private readonly Random _random;
    private readonly IReadOnlyList<Operation> _operations;

#pragma warning disable RS0030 // The seed makes it repeatable, which is what the ban is for.
    internal Noise(int seed, IReadOnlyList<Operation> operations) =>
        (_random, _operations) = (new(seed), operations);
#pragma warning restore RS0030

    internal HttpRequestMessage Next(Client client)
    {
        var operation = _operations[_random.Next(_operations.Count)];
        var path = operation.Path.Replace("{id}", Printable(Spoil("usr_AAAAAAAAAAAAAAAAAAAAAA")));
        var request = client.Request(
            new HttpMethod(operation.Method), path + Printable(Spoil(Pick(Queries))));
        request.Headers.TryAddWithoutValidation("X-Tidelock", "1");
        for (var count = _random.Next(4); count > 0; count--)
        {
            request.Headers.TryAddWithoutValidation(Pick(Names), Printable(Spoil(Pick(Values))));
        }

        request.Content = new ByteArrayContent(Spoil(Pick(Bodies)));
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type", _random.Next(4) == 0 ? "application/x-www-form-urlencoded" : "application/json");
        return request;
    }

    private string Pick(string[] all) => all[_random.Next(all.Length)];

    private byte[] Spoil(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var count = _random.Next(4); count > 0 && bytes.Count > 0; count--)
        {
            var at = _random.Next(bytes.Count);
            switch (_random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, _random.Next(bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, [.. bytes.Skip(at).Take(_random.Next(64))]);
                    break;
                default:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>What a client library lets through into a header.</summary>
    private static string Printable(byte[] bytes) =>
        string.Concat(bytes.Where(value => value is >= 0x20 and < 0x7f).Select(value => (char)value));
}
