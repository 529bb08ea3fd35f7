using System.Net;
using System.Text;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>Breaks a header at a time: those the endpoint says it reads, its credential and its body.</summary>
internal sealed class HeaderBreaker(Picks picks)
{
    private const string Authorization = "Authorization";
    private const string ContentType = "Content-Type";
    private const string Cookie = "Cookie";

    internal IEnumerable<Breakage> Break(Operation operation, Channel channel) =>
    [
        .. operation.Headers.SelectMany(header => Break(header, channel)),
        .. operation.Credential is Credential.AccessToken or Credential.Administrator ? BreakAuthorization() : [],
        .. channel == Channel.Cookie ? BreakCookie(operation) : [],
        .. operation.Body is { } body ? BreakContentType(body) : [],
    ];

    private IEnumerable<Breakage> Break(ApiHeader header, Channel channel)
    {
        if (header == ApiHeader.Session)
        {
            return All(header, Refusal.Of(header.Name), SessionIds());
        }

        if (header == ApiHeader.Client)
        {
            return All(header, Refusal.Of(header.Name), InstanceIds());
        }

        if (header == ApiHeader.Proof)
        {
            return All(header, Refusal.AskNonce, "", "x", "..", "a.b.c", picks.Word(4097))
                .Append(new("DPoP cut", Refusal.AskNonce, request => Change(request, header.Name, text => text[..^4])))
                .Append(new("DPoP without signature", Refusal.AskNonce, request => Change(
                    request, header.Name, text => text[..(text.LastIndexOf('.') + 1)])));
        }

        return header != ApiHeader.CrossSite
            ? throw new NotSupportedException($"{header.Name} is new. Say here how it can be wrong.")
            : channel == Channel.Cookie
                ? All(header, Refusal.CrossSite, "", "0", "true", "11", "1, 1", picks.Word(3))
                : [];
    }

    private string[] SessionIds() =>
    [
        "", "ses_", picks.Word(26), "usr_AAAAAAAAAAAAAAAAAAAAAA", "ses_AAAAAAAAAAAAAAAAAAAAAAA",
        "SES_AAAAAAAAAAAAAAAAAAAAAA", "ses_AAAAAAAAAAAAAAAAAAAAAB", "ses_AAAAAAAAAA AAAAAAAAAAA",
        "ses_" + picks.Word(8000),
    ];

    private string[] InstanceIds() =>
    [
        "", picks.Word(15), picks.Word(65), picks.Word(8000), picks.Inside(picks.Word(20), picks.One(" ", ":", ";")),
        picks.Inside(picks.Word(20), picks.One("/", "+", "=", ".", "\"", ",")), "{" + picks.Word(36) + "}",
    ];

    private IEnumerable<Breakage> BreakAuthorization()
    {
        foreach (var value in new[]
        {
            "", "Bearer", "Bearer ", $"Bearer {picks.Word(40)}", "Basic YWxpY2U6eA==", "Bearer a.b.c", "Bearer ..",
            $"Bearer {picks.Word(9000)}", $"Token {picks.Word(20)}",
        })
        {
            yield return new(
                $"{Authorization}: {value}", Refusal.NoAccess, request => request.Set(Authorization, value));
        }

        yield return new("no Authorization", Refusal.NoAccess, request => request.Set(Authorization, null));
        yield return new("Authorization twice", Refusal.NoAccess, request => Repeat(request, Authorization));
        yield return new("Authorization without scheme", Refusal.NoAccess, request => Change(
            request, Authorization, text => text["Bearer ".Length..]));
        yield return new("access token twice in one header", Refusal.NoAccess, request => Change(
            request, Authorization, text => $"{text}, {text}"));
    }

    private static IEnumerable<Breakage> BreakCookie(Operation operation)
    {
        if (operation.Credential is Credential.AccessToken or Credential.Administrator)
        {
            yield break;
        }

        yield return new("refresh cookie twice", Refusal.Malformed, request => Change(
            request, Cookie, text => $"{text}; {The.Cookie}=tlr_x"));
        yield return new("Cookie twice", Refusal.Malformed, request =>
        {
            request.Set(Cookie, $"{The.Cookie}=tlr_x");
            Repeat(request, Cookie);
        });
        yield return new("another Origin", Refusal.CrossSite, request => request.Set("Origin", "https://evil.example"));
        yield return new("Origin twice", Refusal.CrossSite, request => Repeat(request, "Origin"));
        if (operation.Credential == Credential.RefreshToken)
        {
            yield return new("token in cookie and body", Refusal.Malformed, request =>
                request.Body = Encoding.UTF8.GetBytes("{\"refreshToken\":\"tlr_x\"}"));
        }
    }

    private IEnumerable<Breakage> BreakContentType(BodyTaken body)
    {
        string?[] types =
        [
            null, "", "text/plain", "nonsense", $"{body.MediaType}; charset=utf-16", "multipart/form-data; boundary=x",
            picks.Word(2000), body.MediaType == JsonBody.MediaType ? FormBody.MediaType : JsonBody.MediaType,
        ];
        return types.Select(type => new Breakage($"{ContentType}: {type}", Refusal.WrongType, request =>
        {
            request.Set(ContentType, type);
            request.Body = request.Body.Length > 0 ? request.Body : "{}"u8.ToArray();
        }));
    }

    private static IEnumerable<Breakage> All(ApiHeader header, Refusal refusal, params string[] values) => values
        .Select(value => new Breakage($"{header.Name}: {value}", refusal, request => request.Set(header.Name, value)))
        .Append(new($"{header.Name} twice", refusal, request => Repeat(request, header.Name)));

    private static void Repeat(RawRequest request, string name) => request.Headers.Add((name, request.Value(name)!));

    private static void Change(RawRequest request, string name, Func<string, string> change) =>
        request.Set(name, change(request.Value(name)!));
}
