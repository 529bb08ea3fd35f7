using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class GroupCommitTests : StoreConformance
{
    private const string InsertSql = "INSERT INTO user_agents (text) VALUES (?)";
    private const string CountSql = "SELECT count(*) FROM user_agents";

    /// <summary>A test that fails must not keep the writer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    protected override StoreFixture Make() => new SqliteFixture();

    private Writer Writer => ((SqliteFixture)Store).Open.Writer;

    [Fact]
    public async Task What_waits_together_is_committed_together()
    {
        using var gate = new ManualResetEventSlim();
        var holdingUp = await HoldUpAsync(gate);
        var before = Writer.Commits;
        var inserts = Enumerable.Range(0, 100).Select(index => InsertAsync($"{index}")).ToList();
        gate.Set();

        await Task.WhenAll(inserts);
        await holdingUp;

        Assert.Equal(1, Writer.Commits - before);
        Assert.Equal(100, await Store.NumberAsync(CountSql));
    }

    [Fact]
    public async Task A_commit_takes_no_more_than_its_bound()
    {
        using var gate = new ManualResetEventSlim();
        var holdingUp = await HoldUpAsync(gate);
        var before = Writer.Commits;
        var inserts = Enumerable.Range(0, WriteQueue.MaxBatch + 1).Select(index => InsertAsync($"{index}")).ToList();
        gate.Set();

        await Task.WhenAll(inserts);
        await holdingUp;

        Assert.Equal(2, Writer.Commits - before);
    }

    [Fact]
    public async Task A_change_that_fails_takes_nothing_of_its_neighbours_with_it()
    {
        using var gate = new ManualResetEventSlim();
        var holdingUp = await HoldUpAsync(gate);
        var first = InsertAsync("first");
        var failing = FailAfterAsync("lost");
        var clashing = InsertAsync("first");
        var last = InsertAsync("last");
        gate.Set();
        await holdingUp;

        await Task.WhenAll(first, last);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing);
        await Assert.ThrowsAsync<SqliteException>(() => clashing);
        Assert.Equal(2, await Store.NumberAsync(CountSql));
        await InsertAsync("lost");
    }

    [Fact]
    public async Task More_than_the_bound_is_refused_and_nothing_is_lost_by_it()
    {
        using var gate = new ManualResetEventSlim();
        var holdingUp = await HoldUpAsync(gate);
        var inserts = new List<Task>();
        for (var index = 0; index < WriteQueue.MaxWaiting; index++)
        {
            inserts.Add(InsertAsync($"{index}"));
        }

        Assert.Throws<StoreUnavailableException>(() => { _ = InsertAsync("one too many"); });
        gate.Set();

        await Task.WhenAll(inserts);
        await holdingUp;
        Assert.Equal(WriteQueue.MaxWaiting, await Store.NumberAsync(CountSql));
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_and_refuses_changes_until_there_is_room()
    {
        var session = await StartAsync();
        await Writer.RunAloneAsync(scope => Limit(scope, "PRAGMA max_page_count = 1"), Never);
        using var gate = new ManualResetEventSlim();
        var holdingUp = await HoldUpAsync(gate);
        var small = InsertAsync("small");
        var large = InsertAsync(new string('x', 1 << 20));
        gate.Set();
        await holdingUp;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => small);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => large);
        Assert.Throws<StoreUnavailableException>(() => { _ = InsertAsync("another"); });
        var ill = await Store.Database.CheckAsync(Never);
        Assert.False(ill.Writable);
        Assert.NotNull(ill.Problem);
        Assert.Equal(session, await FindAsync(session));

        await Writer.RunAloneAsync(scope => Limit(scope, "PRAGMA max_page_count = 1000000"), Never);
        Assert.True((await Store.Database.CheckAsync(Never)).Writable);
        await InsertAsync("small");
        Assert.Equal(1, await Store.NumberAsync($"{CountSql} WHERE text = 'small'"));
    }

    [Fact]
    public async Task A_store_that_failed_tries_again_by_itself()
    {
        await Writer.RunAloneAsync(scope => Limit(scope, "PRAGMA max_page_count = 1"), Never);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync(new string('x', 1 << 20)));

        await Writer.RunAloneAsync(scope => Limit(scope, "PRAGMA max_page_count = 1000000"), Never);

        await Eventually.Async(() => Task.FromResult(Writer.Problem is null));
        await InsertAsync("again");
    }

    [Fact]
    public async Task A_writer_that_was_stopped_for_good_is_not_brought_back_by_a_trial_write()
    {
        await InsertAsync("before");
        Writer.Stop("gone");

        Assert.Throws<StoreUnavailableException>(() => { _ = InsertAsync("after"); });
        Assert.Equal("gone", (await Store.Database.CheckAsync(Never)).Problem);
        Assert.Throws<StoreUnavailableException>(() => { _ = InsertAsync("after"); });
        Assert.Equal(1, await Store.NumberAsync(CountSql));
    }

    [Fact]
    public async Task A_closed_store_refuses_changes_after_it_wrote_what_waited()
    {
        using var gate = new ManualResetEventSlim();
        var holdingUp = await HoldUpAsync(gate);
        var waiting = InsertAsync("waiting");
        var closing = Task.Run(() => Store.Database.DisposeAsync().AsTask(), Never);
        gate.Set();
        await closing;

        await Task.WhenAll(waiting, holdingUp);
        Assert.Throws<StoreUnavailableException>(() => { _ = InsertAsync("late"); });
    }

    [Fact]
    public async Task Health_tells_size_and_free_space()
    {
        var health = await Store.Database.CheckAsync(Never);

        Assert.True(health.Writable);
        Assert.Null(health.Problem);
        Assert.True(health.SizeBytes > 4096);
        Assert.True(health.FreeDiskBytes > 0);
    }

    /// <summary>
    /// Keeps the writer busy until the gate opens, so that what comes meanwhile waits together. Returns once it is.
    /// </summary>
    private async Task<Task> HoldUpAsync(ManualResetEventSlim gate)
    {
        var isBusy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holdingUp = Writer.RunAloneAsync(
            _ =>
            {
                isBusy.SetResult();
                return gate.Wait(LongestWait, Never);
            },
            Never).AsTask();
        await isBusy.Task;
        return holdingUp;
    }

    private Task InsertAsync(string text) => Writer.RunAsync(
        scope =>
        {
            using var insert = scope.Connection.Prepare(InsertSql).Bind(text);
            return insert.Run();
        },
        Never).AsTask();

    private Task FailAfterAsync(string text) => Writer.RunAsync<int>(
        scope =>
        {
            scope.UserAgents.NumberOf(scope.Connection, text);
            throw new InvalidTimeZoneException();
        },
        Never).AsTask();

    private static int Limit(WriteScope scope, string pragma)
    {
        scope.Connection.Execute(pragma);
        return 0;
    }
}
