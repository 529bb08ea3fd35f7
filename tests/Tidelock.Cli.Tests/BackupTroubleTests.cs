namespace Tidelock.Cli.Tests;

/// <summary>Backups that can't be made, and files that can't be restored: each is told, and nothing is lost.</summary>
public sealed class BackupTroubleTests : IAsyncLifetime
{
    private readonly TempData _data = new();

    private string Copy => _data.Beside("copy.db");

    private string Elsewhere => _data.Beside("elsewhere");

    private string MasterKey => Path.Combine(_data.Path, "master.key");

    public async ValueTask InitializeAsync()
    {
        await _data.MakeStoreAsync();
        (await Run("users", "add", "alice")).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_backup_to_a_place_that_takes_no_file_says_why()
    {
        var run = await Run("backup", "/proc/copy.db");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The backup could not be written", run.Errors);
        Assert.Contains("/proc/copy.db", run.Errors);
        var nowhere = await Run("backup", _data.Beside("nowhere/copy.db"));
        Assert.Equal(3, nowhere.ExitCode);
        Assert.Contains("its directory does not exist", nowhere.Errors);
    }

    [Fact]
    public async Task A_backup_to_a_full_disk_says_so_and_leaves_no_file()
    {
        var said = await SmallDisk.RunAsync(
            Elsewhere, "64k", $"tidelock backup $disk/copy.db --data {_data.Path}; ls -A $disk; echo listed");

        Assert.Contains("The backup could not be written", said);
        Assert.Contains("disk is full", said);
        Assert.EndsWith("=> 1\nlisted\n", said);
        Assert.DoesNotContain((await EventsAsync()), kind => kind == "store.backed_up");
    }

    [Fact]
    public async Task A_backup_that_the_audit_log_has_no_room_for_is_not_kept()
    {
        var said = await SmallDisk.RunAsync(
            Elsewhere,
            "1m",
            $"""
             tidelock migrate up --data $disk >/dev/null
             serve
             head -c 2000000 /dev/zero > $disk/filler 2>/dev/null
             tidelock doctor --data $disk
             tidelock backup {Copy} --data $disk
             rm $disk/filler
             stop
             """);

        Assert.Contains("It takes no writes", said);
        Assert.Contains("=> 6\ntidelock: The store", said);
        Assert.Contains("=> 4", said);
        Assert.Contains("The store can't take changes now", said);
        Assert.False(File.Exists(Copy));
    }

    [Fact]
    public async Task A_restore_to_a_full_disk_says_so_and_changes_nothing()
    {
        (await Run("backup", Copy)).Succeeded();

        var said = await SmallDisk.RunAsync(
            Elsewhere,
            "1m",
            $"""
             tidelock restore {Copy} --data $disk --master-key {MasterKey} >/dev/null
             head -c 2000000 /dev/zero > $disk/tidelock.db-filler 2>/dev/null
             tidelock restore {Copy} --data $disk
             rm $disk/tidelock.db-filler
             ls $disk | grep restor
             tidelock users list --data $disk
             """);

        Assert.Contains("disk is full\n=> 1\n", said);
        Assert.DoesNotContain("restored-", said);
        Assert.Contains("alice", said);
        Assert.EndsWith("=> 0\n", said);
    }

    [Theory]
    [InlineData("cut", "is damaged")]
    [InlineData("overwritten", "is damaged")]
    [InlineData("text", "is no database")]
    [InlineData("empty", "is not a Tidelock database")]
    [InlineData("other program's", "is not a Tidelock database")]
    [InlineData("newer", "newer version")]
    [InlineData("missing", "There is no file")]
    public async Task A_file_that_can_not_be_restored_is_told_and_nothing_changes(string kind, string says)
    {
        (await Run("backup", Copy)).Succeeded();
        await SpoilAsync(kind);
        var before = FilesAndTimes();

        var run = await Run("restore", Copy);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("nothing was changed", run.Errors);
        Assert.Contains(says, run.Errors);
        Assert.Equal(before, FilesAndTimes());
        Assert.Contains("alice", (await Run("users", "list")).Succeeded().Output);
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "does not open the keys")]
    [InlineData("no key", "holds no master key")]
    public async Task A_wrong_master_key_is_found_before_anything_is_replaced(string text, string says)
    {
        (await Run("backup", Copy)).Succeeded();
        var wrong = _data.Beside("wrong.key");
        await File.WriteAllTextAsync(wrong, text);

        var run = await CliRun.Of("restore", Copy, "--data", Elsewhere, "--master-key", wrong);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(says, run.Errors);
        Assert.Equal(["lock"], Directory.GetFiles(Elsewhere).Select(Path.GetFileName));
        (await CliRun.Of("restore", Copy, "--data", Elsewhere, "--master-key", MasterKey)).Succeeded();
    }

    [Fact]
    public async Task A_database_of_a_newer_version_starts_no_server_and_is_left_as_it_is()
    {
        Sql.Run(
            Path.Combine(_data.Path, "tidelock.db"),
            "INSERT INTO schema_steps VALUES (9999, 'x', zeroblob(32), 1)");

        foreach (var command in new[] { "serve", "doctor", "migrate up", "migrate down --to 0 --yes" })
        {
            var run = await Run(command.Split(' '));
            Assert.True(run.ExitCode == 3, $"{command}: {run.ExitCode} {run.Errors}");
            Assert.Contains("newer version", run.Errors);
        }

        Assert.Contains("9999", (await Run("migrate", "status")).Succeeded().Output);
    }

    [Fact]
    public async Task An_export_that_is_refused_leaves_no_file()
    {
        var file = _data.Beside("events.jsonl");

        Assert.Equal(3, (await Run("audit", "export", "--kind", "no.such", "--output", file)).ExitCode);
        Assert.False(File.Exists(file));

        (await Run("audit", "export", "--output", file)).Succeeded();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(1, (await Run("audit", "export", "--output", file)).ExitCode);
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.Of([.. arguments, "--data", _data.Path]);

    private async Task<List<string?>> EventsAsync()
    {
        var events = (await Run("audit", "list", "--json")).Succeeded().Json.GetProperty("events");
        return [.. events.EnumerateArray().Select(line => line.GetProperty("kind").GetString())];
    }

    private async Task SpoilAsync(string kind)
    {
        switch (kind)
        {
            case "cut":
                await using (var file = File.OpenWrite(Copy))
                {
                    file.SetLength(file.Length / 2);
                }

                break;
            case "overwritten":
                await using (var file = File.OpenWrite(Copy))
                {
                    file.Position = 3 * 4096;
                    await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 3 * 4096).ToArray());
                }

                break;
            case "text":
                await File.WriteAllTextAsync(Copy, new string('x', 5000));
                break;
            case "empty":
                await File.WriteAllTextAsync(Copy, string.Empty);
                break;
            case "other program's":
                Sql.Run(Copy, "PRAGMA application_id = 7");
                break;
            case "newer":
                Sql.Run(Copy, "INSERT INTO schema_steps VALUES (9999, 'future', zeroblob(32), 1)");
                break;
            default:
                File.Delete(Copy);
                break;
        }
    }

    private List<(string, DateTime)> FilesAndTimes() =>
        [.. Directory.GetFiles(_data.Path).Order(StringComparer.Ordinal)
            .Where(file => Path.GetFileName(file) != "lock")
            .Select(file => (file, File.GetLastWriteTimeUtc(file)))];
}
