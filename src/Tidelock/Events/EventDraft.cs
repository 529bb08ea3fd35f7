using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Events;

/// <summary>Who acted: a user, an operator, the server itself, or somebody unknown.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="User">The user or operator, where known.</param>
public readonly record struct Actor(ActorKind Kind, UserId? User = null)
{
    /// <summary>The server itself.</summary>
    public static Actor System => new(ActorKind.System);

    /// <summary>Somebody who did not sign in.</summary>
    public static Actor Anonymous => new(ActorKind.Anonymous);

    /// <summary>An operator on the machine, by the command line.</summary>
    public static Actor LocalOperator => new(ActorKind.Operator);

    /// <summary>An operator who signed in.</summary>
    public static Actor Operator(UserId user) => new(ActorKind.Operator, user);

    /// <summary>A user acting for themselves.</summary>
    public static Actor Of(UserId user) => new(ActorKind.User, user);
}

/// <summary>The kinds of actor.</summary>
public enum ActorKind : byte
{
    /// <summary>The server itself.</summary>
    System = 1,

    /// <summary>Nobody known.</summary>
    Anonymous = 2,

    /// <summary>A signed-in user.</summary>
    User = 3,

    /// <summary>An operator.</summary>
    Operator = 4,
}

/// <summary>
/// The personal part of an event. It is kept apart from the event, which carries only a salted commitment to it, so
/// that a person can be erased without breaking the chain.
/// </summary>
/// <param name="Address">IP address as text.</param>
/// <param name="UserAgent">User-agent header, cut to <see cref="Caller.MaxUserAgentLength"/>.</param>
/// <param name="Name">The user name that was given, where one was.</param>
public sealed record PersonalContext(string? Address, string? UserAgent, string? Name)
{
    /// <summary>Longest name that is kept, in characters.</summary>
    public const int MaxNameLength = 256;

    /// <summary>The context of a caller.</summary>
    public static PersonalContext Of(Caller caller, string? name = null) =>
        new(caller.Address, caller.UserAgent, name is { Length: > MaxNameLength } ? name[..MaxNameLength] : name);
}

/// <summary>An event as it is handed to the store, in the transaction of the change it tells of.</summary>
public sealed record EventDraft
{
    /// <summary>Most entries in <see cref="Detail"/>.</summary>
    public const int MaxDetails = 16;

    /// <summary>Longest value in <see cref="Detail"/>, in characters.</summary>
    public const int MaxDetailLength = 256;

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>Who did it.</summary>
    public required Actor Actor { get; init; }

    /// <summary>How it went.</summary>
    public Outcome Outcome { get; init; } = Outcome.Success;

    /// <summary>The user it happened to.</summary>
    public UserId? User { get; init; }

    /// <summary>The session it happened to.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Why: a stable word such as the name of an <see cref="EndReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The personal part.</summary>
    public PersonalContext? Context { get; init; }

    /// <summary>Further facts, none of them personal or secret, in ordinal order of their keys.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Detail { get; init; } = [];
}
