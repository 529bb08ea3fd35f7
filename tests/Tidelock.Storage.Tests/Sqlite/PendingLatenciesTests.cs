using Tidelock.Storage.Sqlite.Sessions;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class PendingLatenciesTests : StoreConformance
{
    private const string CountSql = "SELECT coalesce(sum(answers), 0) FROM refresh_latencies";

    protected override StoreFixture Make() => new SqliteFixture();

    [Fact]
    public async Task Times_of_answers_wait_for_their_second_whatever_is_committed_meanwhile()
    {
        var clock = new AlarmClock();
        var asked = 0;
        using var latencies = new PendingLatencies(clock, () => asked++);
        latencies.Add(The.Moment, TimeSpan.FromMilliseconds(3));
        latencies.Add(The.Moment, TimeSpan.FromMilliseconds(4));

        await WriteAsync(latencies);
        Assert.Equal(0, await Store.NumberAsync(CountSql));

        Assert.Equal(PendingLatencies.FlushAfter, clock.Due);
        clock.Ring();
        await WriteAsync(latencies);
        await WriteAsync(latencies);

        Assert.Equal(1, asked);
        Assert.Equal(2, await Store.NumberAsync(CountSql));
    }

    private ValueTask<int> WriteAsync(PendingLatencies latencies) => ((SqliteFixture)Store).Open.Writer.RunAsync(
        scope =>
        {
            latencies.Write(scope);
            return 0;
        },
        Never);

    /// <summary>One alarm that rings when it is told to.</summary>
    private sealed class AlarmClock : TimeProvider
    {
        private Action _ring = () => { };

        internal TimeSpan? Due { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = () => callback(state);
            return new Alarm(this);
        }

        internal void Ring() => _ring();

        private sealed class Alarm(AlarmClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Due = dueTime;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
