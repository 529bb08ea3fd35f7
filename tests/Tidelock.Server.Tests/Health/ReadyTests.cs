using Microsoft.AspNetCore.Http;
using Tidelock.Events;
using Tidelock.Server.Health;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Storage;

namespace Tidelock.Server.Tests.Health;

public sealed class ReadyTests : IAsyncDisposable
{
    private readonly DatabaseThatIsAsked _database = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task The_database_is_asked_once_a_second()
    {
        using var health = new HealthEndpoints(_database, _clock);
        Assert.Equal(200, await ReadyAsync(health));
        _database.Writable = false;
        Assert.Equal(200, await ReadyAsync(health));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(503, await ReadyAsync(health));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_keep_an_old_answer()
    {
        using var health = new HealthEndpoints(_database, _clock);
        Assert.Equal(200, await ReadyAsync(health));
        _database.Writable = false;
        _clock.Set(TimeSpan.FromHours(-6));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(503, await ReadyAsync(health));
    }

    [Fact]
    public async Task A_slow_answer_is_good_for_those_who_waited_for_it()
    {
        using var health = new HealthEndpoints(_database, _clock);
        _database.WhenAsked = () => _clock.Advance(TimeSpan.FromSeconds(4));

        await ReadyAsync(health);
        await ReadyAsync(health);

        Assert.Equal(1, _database.Asked);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<int> ReadyAsync(HealthEndpoints health)
    {
        var http = new DefaultHttpContext();
        await health.ReadyAsync(http);
        return http.Response.StatusCode;
    }

    private sealed class DatabaseThatIsAsked : IDatabase
    {
        internal bool Writable { get; set; } = true;

        internal Action? WhenAsked { get; set; }

        internal int Asked { get; private set; }

        public int Epoch => 1;

        public ValueTask<DatabaseHealth> CheckAsync(CancellationToken cancellationToken)
        {
            Asked++;
            WhenAsked?.Invoke();
            return new(new DatabaseHealth(Writable, null, 0, null));
        }

        public ValueTask<int> RaiseEpochAsync(EventDraft told, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<MigrationStep>> MigrationsAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> MigrateUpAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> MigrateDownAsync(int target, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask BackupAsync(string path, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
