using SQLitePCL;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Copies the log into the database on a thread of its own, so that no commit waits for it. A passive checkpoint
/// never catches up with a busy writer; once the log has grown to its bound the writer is asked to finish the copy
/// between two transactions, which is short by then, and the log starts over.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>The log starts over at this size, in pages of 4 KiB.</summary>
    private const int MaxLogPages = 8192;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _stop = new();
    private readonly Connection _connection;
    private readonly Writer _writer;
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    public Checkpointer(Connection connection, Writer writer)
    {
        (_connection, _writer) = (connection, writer);
        _thread = new(Work) { IsBackground = true, Name = "tidelock-checkpoint" };
        _thread.Start();
    }

    /// <summary>Stops the thread.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _connection.Dispose();
        _stop.Dispose();
    }

    private void Work()
    {
        var seen = -1L;
        while (!_stop.Wait(Interval))
        {
            var commits = _writer.Commits;
            if (commits == seen)
            {
                continue;
            }

            seen = commits;
            var code = raw.sqlite3_wal_checkpoint_v2(
                _connection.Handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var pages, out _);
            if (code == raw.SQLITE_OK && pages > MaxLogPages)
            {
                _writer.RestartLog();
            }
        }
    }
}
