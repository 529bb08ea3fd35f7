using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Races;

/// <summary>Something that ends the victim's session, or puts another in its place.</summary>
/// <param name="Name">How tests call it.</param>
/// <param name="Reason">What everybody who holds a token of the session is told from then on.</param>
/// <param name="RunAsync">Does it, and checks that it was done.</param>
internal sealed record Ending(string Name, string Reason, Func<Stage, Task<Reply>> RunAsync)
{
    /// <summary>The reason when nothing is left of a session.</summary>
    internal const string NoSuchSession = "invalid_token";

    /// <summary>What it needs before the refresh begins.</summary>
    internal Func<Stage, Task> PrepareAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>Lets the victim sign in again.</summary>
    internal Func<Stage, Task> UndoAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>What its own answer does to the cookie in the victim's browser.</summary>
    internal CookieChange Cookie { get; init; }

    /// <summary>The victim goes on in a session of its own.</summary>
    internal bool Continues { get; init; }

    /// <summary>Its answer waits for those of the session that are on their way out.</summary>
    internal bool Waits { get; init; }

    /// <summary>
    /// What the store answers last before the answers under way are told; null where it is no answer that can be held.
    /// </summary>
    internal Step? ToldAfter { get; init; } = Step.End;

    /// <summary>A browser's cookie is what it is about.</summary>
    internal bool CookieOnly { get; init; }

    /// <summary>A bound session is not to be had that way.</summary>
    internal bool UnboundOnly { get; init; }

    internal int MaxPerUser { get; init; } = Stage.DefaultMaxPerUser;

    internal bool AppliesTo(Channel channel, bool bound) =>
        !(CookieOnly && channel == Channel.Body) && !(UnboundOnly && bound);

    public override string ToString() => Name;
}
