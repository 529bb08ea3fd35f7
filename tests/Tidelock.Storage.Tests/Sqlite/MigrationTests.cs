using Tidelock.Storage.Sqlite;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class MigrationTests : StoreConformance
{
    protected override StoreFixture Make() => new SqliteFixture();

    [Fact]
    public async Task Steps_are_applied_once_and_told()
    {
        Assert.Equal(0, await Store.Database.MigrateUpAsync(The.Moment, Never));

        var steps = await Store.Database.MigrationsAsync(Never);
        Assert.All(steps, step => Assert.Equal((The.Moment, false), (step.AppliedAt!.Value, step.Changed)));
        Assert.Equal(Enumerable.Range(1, steps.Count), steps.Select(step => step.Number));
        Assert.Equal("store.migrated", (await EventsAsync())[0].Draft.Kind.Name);
    }

    [Fact]
    public async Task Down_takes_everything_back_and_up_brings_it_again()
    {
        var applied = (await Store.Database.MigrationsAsync(Never)).Count;
        await StartAsync();

        Assert.Equal(applied, await Store.Database.MigrateDownAsync(0, Never));
        Assert.Equal(0, await Store.NumberAsync(
            "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'schema_steps'"));
        Assert.All(await Store.Database.MigrationsAsync(Never), step => Assert.Null(step.AppliedAt));

        Assert.Equal(applied, await Store.Database.MigrateUpAsync(The.Moment, Never));
        await StartAsync();
    }

    [Fact]
    public async Task A_database_of_another_version_is_left_alone()
    {
        await Store.TamperAsync("UPDATE schema_steps SET hash = zeroblob(32) WHERE number = 1");

        await Assert.ThrowsAsync<SchemaMismatchException>(
            () => Store.Database.MigrateUpAsync(The.Moment, Never).AsTask());

        Assert.True((await Store.Database.MigrationsAsync(Never))[0].Changed);
    }

    [Fact]
    public async Task A_step_of_a_newer_version_is_known_as_such_and_stops_the_way_down()
    {
        await Store.TamperAsync("INSERT INTO schema_steps VALUES (9999, 'future', zeroblob(32), 1)");

        await Assert.ThrowsAsync<SchemaMismatchException>(
            () => Store.Database.MigrateUpAsync(The.Moment, Never).AsTask());
        await Assert.ThrowsAsync<SchemaMismatchException>(
            () => Store.Database.MigrateDownAsync(0, Never).AsTask());

        Assert.Equal("future", (await Store.Database.MigrationsAsync(Never))[^1].Name);
    }

    [Fact]
    public async Task The_database_of_another_program_is_left_as_it_is()
    {
        var path = Path.Combine(((SqliteFixture)Store).Directory, "notes.db");
        using (var notes = Connection.OpenFile(path, create: true))
        {
            notes.Execute("CREATE TABLE notes (text TEXT)");
        }

        await using var database = await SqliteDatabase.OpenAsync(new() { Path = path }, Store.Clock, Never);
        await Assert.ThrowsAsync<SchemaMismatchException>(
            () => database.MigrateUpAsync(The.Moment, Never).AsTask());

        using var after = Connection.OpenForReading(path);
        using var tables = after.PrepareOnce("SELECT group_concat(name) FROM sqlite_master");
        Assert.True(tables.Step());
        Assert.Equal("notes", tables.ReadText());
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        var path = Path.Combine(((SqliteFixture)Store).Directory, "text.db");
        await File.WriteAllTextAsync(path, new string('x', 5000), Never);

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => SqliteDatabase.OpenAsync(new() { Path = path }, Store.Clock, Never));
    }

    [Fact]
    public async Task The_database_and_its_log_are_readable_by_their_owner_only()
    {
        await StartAsync();

        foreach (var file in Directory.GetFiles(((SqliteFixture)Store).Directory))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }
}
