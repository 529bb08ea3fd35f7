using System.Net;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>How a request that was broken in one way must be refused.</summary>
/// <param name="Status">The status.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Field">The field that the answer names; null where none is named.</param>
internal sealed record Refusal(HttpStatusCode Status, string Problem, string? Field = null)
{
    internal static readonly Refusal NoAccess = new(HttpStatusCode.Unauthorized, "invalid-access-token");
    internal static readonly Refusal SignIn = new(HttpStatusCode.Unauthorized, "sign-in-required");
    internal static readonly Refusal WrongPassword = new(HttpStatusCode.Unauthorized, "invalid-credentials");
    internal static readonly Refusal AskNonce = new(HttpStatusCode.Unauthorized, "use-dpop-nonce");
    internal static readonly Refusal CrossSite = new(HttpStatusCode.Forbidden, "cross-site-request");
    internal static readonly Refusal NotFound = new(HttpStatusCode.NotFound, "not-found");
    internal static readonly Refusal DeadLink = new(HttpStatusCode.Gone, "link-invalid");
    internal static readonly Refusal Malformed = new(HttpStatusCode.BadRequest, "malformed-request");
    internal static readonly Refusal TooLarge = new(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    internal static readonly Refusal WrongType = new(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");

    internal static Refusal Of(string field) => new(HttpStatusCode.BadRequest, "validation", field);

    internal static Refusal Weak(string field) => new(HttpStatusCode.BadRequest, "weak-password", field);

    /// <summary>What is wrong with the answer; null when it is the one.</summary>
    internal string? Mistake(Reply reply)
    {
        if ((reply.Status, reply.Problem) != (Status, Problem))
        {
            return $"{(int)reply.Status} {reply.Problem} instead of {(int)Status} {Problem}: {reply.Text}";
        }

        var named = reply.Json?["errors"]?.AsObject().Select(error => error.Key).ToList() ?? [];
        return Field is null ? named.Count == 0 ? null : $"names {string.Join(", ", named)}"
            : named is [var one] && IsNamed(one) ? null
            : $"names '{string.Join(", ", named)}' instead of {Field}";
    }

    /// <summary>The field itself, one of its elements, or the element that encloses it.</summary>
    private bool IsNamed(string name) =>
        name == Field
        || name.StartsWith(Field + "[", StringComparison.Ordinal)
        || (name.EndsWith(']') && Field!.StartsWith(name + ".", StringComparison.Ordinal));
}

/// <summary>One way to break a request, with what must come of it.</summary>
/// <param name="Name">In words, with what was put in.</param>
/// <param name="Expected">The refusal.</param>
/// <param name="Break">Breaks it.</param>
internal sealed record Breakage(string Name, Refusal Expected, Action<RawRequest> Break);
