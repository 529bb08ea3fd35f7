namespace Tidelock.Storage.Tests.Sqlite;

public sealed class ProbeTests
{
    [Fact]
    public async Task A_crash_in_the_middle_of_a_trial_write_does_not_close_the_store()
    {
        var never = TestContext.Current.CancellationToken;
        await using var store = new SqliteFixture();
        await store.OpenAsync();
        await store.TamperAsync("INSERT INTO trial_writes (filler) VALUES (zeroblob(1))");
        await store.ReopenAsync();

        var health = await store.Database.CheckAsync(never);

        Assert.Null(health.Problem);
        Assert.Equal(0, await store.NumberAsync("SELECT count(*) FROM trial_writes"));
    }
}
