using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Tests;
using Tidelock.Users;

namespace Tidelock.Simulation.Memory;

/// <summary>The store in memory, as the conformance suite asks for it.</summary>
internal sealed class MemoryFixture : SessionsFixture
{
    private readonly MemorySessions _sessions = new();

    public override ISessionStore Sessions => _sessions;

    public override int Epoch => _sessions.Epoch;

    public override ValueTask OpenAsync() => ValueTask.CompletedTask;

    /// <summary>Nothing is lazy in memory, and nothing lies anywhere else.</summary>
    public override ValueTask ReopenAsync() => ValueTask.CompletedTask;

    public override ValueTask AddUserAsync(User user)
    {
        _sessions.Users.Add(user.Id, user);
        _sessions.SetPassword(user.Id, The.Password);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisableAsync(User user)
    {
        _sessions.Users[user.Id] = user with { DisabledAt = The.Moment };
        return ValueTask.CompletedTask;
    }

    public override ValueTask<IReadOnlyList<EventDraft>> ToldAsync(IReadOnlyList<EventKind> kinds) =>
        new([.. _sessions.Told.Where(told => kinds.Count == 0 || kinds.Contains(told.Kind))]);

    public override ValueTask<long> RollUpRowsAsync() => new(_sessions.RollUpRows);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
