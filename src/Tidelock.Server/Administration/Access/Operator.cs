using System.Globalization;
using System.Reflection;
using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Server.Administration.Access;

/// <summary>Who administers: somebody on the machine, or a signed-in administrator.</summary>
/// <param name="Actor">As events name them.</param>
/// <param name="Caller">From where; null over the socket.</param>
/// <param name="SystemUser">The system's number of the user on the other side of the socket.</param>
internal sealed record Operator(Actor Actor, Caller? Caller, int? SystemUser)
{
    /// <summary>True for somebody on the machine.</summary>
    internal bool IsLocal => Caller is null;

    /// <summary>The operator that the gate let in; endpoints take it as a parameter.</summary>
    public static ValueTask<Operator> BindAsync(HttpContext http, ParameterInfo parameter) =>
        new(http.Features.Get<Operator>()
            ?? throw new InvalidOperationException("No gate stands before this endpoint."));

    /// <summary>An event of something this operator does.</summary>
    internal EventDraft Does(EventKind kind, DateTimeOffset at, params KeyValuePair<string, string>[] detail) => new()
    {
        At = at,
        Kind = kind,
        Actor = Actor,
        Context = Caller is null ? null : PersonalContext.Of(Caller),
        Detail = [.. WithSystemUser(detail).OrderBy(entry => entry.Key, StringComparer.Ordinal)],
    };

    private IEnumerable<KeyValuePair<string, string>> WithSystemUser(KeyValuePair<string, string>[] detail) =>
        SystemUser is { } number
            ? detail.Append(new("system_user", number.ToString(CultureInfo.InvariantCulture)))
            : detail;
}
