using Microsoft.Extensions.Logging;
using Tidelock.Events;
using Tidelock.Server.Events;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Events;

public sealed class HeadFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidelock-test-");
    private readonly ILoggerFactory _logging;
    private readonly CapturedLog _log = new();
    private readonly HeadFile _file;

    public HeadFileTests()
    {
        _logging = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _file = new(
            new(_directory.FullName),
            EventPolicy.From(new(), TimeSpan.FromDays(1)),
            TimeProvider.System,
            _logging.CreateLogger<HeadFile>());
    }

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    private string Path => new DataDirectory(_directory.FullName).Heads;

    public void Dispose()
    {
        _logging.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Requests_that_seal_at_once_neither_stop_the_file_nor_take_it_back()
    {
        const int Heads = 2000;
        var written = 0;
        var writing = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref written) < 2)
                {
                    await _file.WriteAsync(Never);
                }
            },
            Never);

        await Parallel.ForAsync(1, 3, Never, (_, _) =>
        {
            for (var number = 1; number <= Heads; number++)
            {
                _file.Keep([Head(RetentionClass.Audit, number), Head(RetentionClass.Activity, number)]);
            }

            Interlocked.Increment(ref written);
            return ValueTask.CompletedTask;
        });
        await writing;
        await _file.WriteAsync(Never);

        Assert.All(KeptHeads.Read(Path).All.Where(head => head.Number > 0), head => Assert.Equal(Heads, head.Number));
        Assert.Equal(0, KeptHeads.Read(Path).Unreadable);
    }

    [Fact]
    public async Task An_older_head_that_comes_later_is_not_kept()
    {
        _file.Keep([Head(RetentionClass.Audit, 2)]);
        _file.Keep([Head(RetentionClass.Audit, 1)]);

        await _file.WriteAsync(Never);

        Assert.Equal(2, Assert.Single(KeptHeads.Read(Path).All).Number);
    }

    [Fact]
    public async Task What_could_not_be_written_is_told_and_written_later()
    {
        Directory.CreateDirectory(Path);
        _file.Keep([Head(RetentionClass.Audit, 1)]);

        await _file.WriteAsync(Never);

        Assert.Contains(_log.Lines, line => line.StartsWith("Warning 1202", StringComparison.Ordinal));
        Directory.Delete(Path);
        await _file.WriteAsync(Never);
        Assert.Equal(1, Assert.Single(KeptHeads.Read(Path).All).Number);
    }

    [Fact]
    public async Task A_line_that_was_cut_spoils_no_other()
    {
        _file.Keep([Head(RetentionClass.Audit, 1)]);
        await _file.WriteAsync(Never);
        await File.AppendAllTextAsync(Path, "{\"chain\":\"au", Never);
        _file.Keep([Head(RetentionClass.Audit, 2)]);

        await _file.WriteAsync(Never);

        Assert.Equal(2, Assert.Single(KeptHeads.Read(Path).All).Number);
        Assert.Equal(1, KeptHeads.Read(Path).Unreadable);
        Assert.Equal(4, (await File.ReadAllTextAsync(Path, Never)).Split('\n').Length);
    }

    private static ChainHead Head(RetentionClass retention, long number) => new(
        retention, number, number, number, default, default, DateTimeOffset.UnixEpoch, new("key", new byte[64]));
}
