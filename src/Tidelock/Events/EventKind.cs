namespace Tidelock.Events;

/// <summary>How long events are kept, and which chain they stand in.</summary>
public enum RetentionClass : byte
{
    /// <summary>Who did what to whom: sign-ins, ends, administration, keys.</summary>
    Audit = 1,

    /// <summary>The traffic of refreshes: replays, holds, changes of network.</summary>
    Activity = 2,
}

/// <summary>How much attention an event asks for.</summary>
public enum Severity : byte
{
    /// <summary>Business as usual.</summary>
    Information = 1,

    /// <summary>Worth a look.</summary>
    Warning = 2,

    /// <summary>Somebody should act.</summary>
    Critical = 3,
}

/// <summary>How an action went.</summary>
public enum Outcome : byte
{
    /// <summary>It was done.</summary>
    Success = 1,

    /// <summary>It was refused.</summary>
    Refused = 2,
}

/// <summary>One kind of event: a stable name with its retention and severity. The set is closed.</summary>
public sealed record EventKind
{
    internal EventKind(string name, RetentionClass retention, Severity severity) =>
        (Name, Retention, Severity) = (name, retention, severity);

    /// <summary>The stable name, such as <c>session.started</c>.</summary>
    public string Name { get; }

    /// <summary>The chain it stands in.</summary>
    public RetentionClass Retention { get; }

    /// <summary>How much attention it asks for.</summary>
    public Severity Severity { get; }

    /// <summary>The stable name.</summary>
    public override string ToString() => Name;
}
