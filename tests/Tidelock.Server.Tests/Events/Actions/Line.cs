using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>
/// An event as a sentence: kind, outcome, who did it, to whom, in which session, from where, why, and the facts. What
/// an event does not say is left out. Of a fact that differs from run to run only the name is written.
/// </summary>
internal sealed class Line(IReadOnlyDictionary<UserId, string> people, IReadOnlyDictionary<SessionId, string> sessions)
{
    private static readonly string[] Told =
    [
        "asked", "bound", "carried_by", "channel", "from", "newest", "presented", "purpose", "request", "roles",
        "state",
    ];

    internal string Write(EventDraft told) => string.Concat(
        $"{told.Kind.Name} {told.Outcome.ToString().ToLowerInvariant()} by {NameOf(told.Actor)}",
        told.User is { } user ? $" to {people[user]}" : null,
        told.Session is { } session ? $" in {sessions[session]}" : null,
        told.Context?.Address is { } address ? $" from {Scene.PlaceOf(address)}" : null,
        told.Reason is { } reason ? $": {reason}" : null,
        told.Detail.Count > 0 ? $" ({string.Join(", ", told.Detail.Select(Fact))})" : null);

    private static string Fact(KeyValuePair<string, string> fact) =>
        Told.Contains(fact.Key, StringComparer.Ordinal) ? $"{fact.Key} {fact.Value}" : fact.Key;

    private string NameOf(Actor actor) => actor.Kind switch
    {
        ActorKind.System => "the server",
        ActorKind.Operator => actor.User is { } user ? $"operator {people[user]}" : "operator",
        ActorKind.User => people[actor.User!.Value],
        _ => "nobody",
    };
}
