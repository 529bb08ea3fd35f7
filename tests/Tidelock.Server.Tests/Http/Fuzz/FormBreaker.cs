using System.Text;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>Breaks the form of a revocation.</summary>
internal sealed class FormBreaker(Picks picks)
{
    internal IEnumerable<Breakage> Break()
    {
        var token = Refusal.Of("token");
        var fields = string.Concat(Enumerable.Range(0, 9).Select(number => $"&{picks.Word(4)}{number}=x"));
        return
        [
            Put("", token),
            Put("token=", token),
            Put("token", token),
            Put("TOKENS=x", token),
            Put("token_type_hint=refresh_token", token),
            Put("token=a&token=b", token),
            Put("token=a&token_type_hint=x&token_type_hint=y", Refusal.Of("token_type_hint")),
            Put("token=a" + fields, Refusal.Malformed),
            Put($"token=a&{picks.Word(65)}=x", Refusal.Malformed),
            Put("token=\u00ff", Refusal.Malformed),
            Put($"token={picks.Word(17_000)}", Refusal.TooLarge),
        ];
    }

    private static Breakage Put(string form, Refusal expected) => new(
        $"form {form}", expected, request => request.Body = Encoding.Latin1.GetBytes(form));
}
