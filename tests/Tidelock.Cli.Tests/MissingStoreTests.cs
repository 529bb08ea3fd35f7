using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Tests;

/// <summary>A mistyped path is told; a command that only meant to look or to change something makes nothing there.
/// </summary>
public sealed class MissingStoreTests : IDisposable
{
    /// <summary>Those that are meant to begin with nothing.</summary>
    private static readonly string[] Makers = ["serve", "demo", "migrate up", "restore"];

    private readonly TempData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Only_the_commands_that_begin_something_make_a_store()
    {
        var commands = (await ReferenceTests.CommandsAsync()).Except(Makers, StringComparer.Ordinal).ToList();
        Assert.True(commands.Count > 15, string.Join(", ", commands));
        foreach (var command in commands)
        {
            var run = await CliRun.Of([.. Complete(command), "--data", _data.Path]);

            Assert.True(run.ExitCode == (int)ExitCode.Refused, $"{command}: {run.ExitCode} {run.Errors}");
            Assert.Contains($"no Tidelock store in {_data.Path}", run.Errors);
            Assert.Contains("--data", run.Errors);
            Assert.False(Path.Exists(_data.Path), command);
        }
    }

    [Fact]
    public async Task An_empty_directory_stays_as_it_is()
    {
        Directory.CreateDirectory(_data.Path);
        var mode = File.GetUnixFileMode(_data.Path);

        var run = await CliRun.Of("users", "add", "alice", "--json", "--data", _data.Path);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("no Tidelock store", System.Text.Json.JsonDocument.Parse(run.Errors).RootElement
            .GetProperty("title").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(_data.Path));
        Assert.Equal(mode, File.GetUnixFileMode(_data.Path));
    }

    [Fact]
    public async Task A_command_waits_for_a_server_that_is_just_making_the_store()
    {
        await _data.MakeStoreAsync();
        var (database, later) = (Path.Combine(_data.Path, "tidelock.db"), _data.Beside("later.db"));
        File.Move(database, later);
        Task<CliRun> list;
        await using (File.Open(
            Path.Combine(_data.Path, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            list = CliRun.Of("users", "list", "--data", _data.Path);
            Assert.Equal(4, (await CliRun.Of("migrate", "status", "--data", _data.Path)).ExitCode);
            Assert.False(list.IsCompleted);
            File.Move(later, database);
        }

        (await list).Succeeded();
    }

    [Fact]
    public async Task A_restored_store_that_has_yet_to_get_its_name_is_one()
    {
        await _data.MakeStoreAsync();
        (await CliRun.Of("users", "add", "alice", "--data", _data.Path)).Succeeded();
        var database = Path.Combine(_data.Path, "tidelock.db");
        File.Move(database, $"{database}.restored-20260301T090000000");

        Assert.Contains("alice", (await CliRun.Of("users", "list", "--data", _data.Path)).Succeeded().Output);
        Assert.True(File.Exists(database));
    }

    private static string[] Complete(string command) => command switch
    {
        "users add" or "users disable" or "users enable" or "users reset" or "users roles" =>
            [.. command.Split(' '), "alice"],
        "users erase" => ["users", "erase", "alice", "--yes"],
        "sessions end" => ["sessions", "end", "ses_nothing"],
        "keys compromise" => ["keys", "compromise", "mac", "1", "--yes"],
        "migrate down" => ["migrate", "down", "--to", "0", "--yes"],
        "backup" => ["backup", "/nowhere/copy.db"],
        _ => command.Split(' '),
    };
}
