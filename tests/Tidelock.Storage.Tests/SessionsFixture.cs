using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Storage.Tests;

/// <summary>A fresh store of sessions, and the little that a suite must know of what lies around them.</summary>
public abstract class SessionsFixture : IAsyncDisposable
{
    /// <summary>The clock that the store was given.</summary>
    internal ManualClock Clock { get; } = new(The.Moment);

    public abstract ISessionStore Sessions { get; }

    /// <summary>The epoch of the store.</summary>
    public abstract int Epoch { get; }

    /// <summary>Makes the store ready.</summary>
    public abstract ValueTask OpenAsync();

    /// <summary>Closes the store and opens it again: what was lazy is written, what was written stays.</summary>
    public abstract ValueTask ReopenAsync();

    /// <summary>Adds a user whose password is <see cref="The.Password"/>.</summary>
    public abstract ValueTask AddUserAsync(User user);

    /// <summary>Disables a user.</summary>
    public abstract ValueTask DisableAsync(User user);

    /// <summary>What was told so far, in order; of these kinds only, where some are named.</summary>
    public abstract ValueTask<IReadOnlyList<EventDraft>> ToldAsync(IReadOnlyList<EventKind> kinds);

    /// <summary>Rows of the roll-ups: one a minute with rotations, one a minute and class of answers.</summary>
    public abstract ValueTask<long> RollUpRowsAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>The base of the suites that ask for sessions only.</summary>
public abstract class SessionConformance : Conformance<SessionsFixture>
{
    protected ValueTask<IReadOnlyList<EventDraft>> ToldAsync(params EventKind[] kinds) => Store.ToldAsync(kinds);

    /// <summary>How many rotations the roll-ups know of, minute by minute.</summary>
    protected async Task<IEnumerable<long>> RotationsAsync() =>
        (await Store.Sessions.RefreshMinutesAsync(DateTimeOffset.UnixEpoch, Never)).Select(minute => minute.Rotations);
}
