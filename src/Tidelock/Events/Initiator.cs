using System.Globalization;
using Tidelock.Sessions;

namespace Tidelock.Events;

/// <summary>Who brings something about, and from where: what every event of it says of them.</summary>
/// <param name="Actor">As events name them.</param>
/// <param name="Caller">From where; null for the server itself and for somebody on its machine.</param>
/// <param name="SystemUser">
/// The system's number of the account behind somebody on the machine, since all of these are one actor; null where
/// there is none or the system does not tell.
/// </param>
public sealed record Initiator(Actor Actor, Caller? Caller = null, int? SystemUser = null)
{
    /// <summary>The fact that carries <see cref="SystemUser"/>.</summary>
    public const string SystemUserFact = "system_user";

    /// <summary>The server itself.</summary>
    public static Initiator System { get; } = new(Actor.System);

    /// <summary>An event of something they do; <paramref name="facts"/> in whatever order.</summary>
    public EventDraft Does(EventKind kind, DateTimeOffset at, params IEnumerable<KeyValuePair<string, string>> facts) =>
        new()
        {
            At = at,
            Kind = kind,
            Actor = Actor,
            Context = Caller is null ? null : PersonalContext.Of(Caller),
            Detail = [.. WithSystemUser(facts).OrderBy(fact => fact.Key, StringComparer.Ordinal)],
        };

    private IEnumerable<KeyValuePair<string, string>> WithSystemUser(
        IEnumerable<KeyValuePair<string, string>> facts) =>
        SystemUser is { } number
            ? facts.Append(new(SystemUserFact, number.ToString(CultureInfo.InvariantCulture)))
            : facts;
}
