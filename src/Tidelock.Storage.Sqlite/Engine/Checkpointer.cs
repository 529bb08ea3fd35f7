namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Copies the log into the database on a thread of its own, so that no commit waits for it. A passive checkpoint
/// never catches up with a busy writer; once the log has grown to its bound the writer is asked to finish the copy
/// between two transactions, and the log starts over. So that this is short, next to all is copied and durable before
/// the writer is asked: the engine itself makes durable only a copy that is complete, with the writer waiting.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>The log starts over at this size, in pages of 4 KiB.</summary>
    private const int MaxLogPages = 32_768;

    /// <summary>Few enough pages to hold up the writer for.</summary>
    private const int FewPages = 128;

    /// <summary>How often a copy is repeated to come to <see cref="FewPages"/>.</summary>
    private const int MaxCatchUp = 8;

    /// <summary>So many changes between two looks are a busy writer.</summary>
    private const int BusyChanges = 400;

    /// <summary>
    /// How many looks pass without a copy while the writer is busy: a page that changes often is copied once for many
    /// changes. A log that is quickly at its beginning again overwrites itself, which a file system that breaks bears
    /// best, so it is not left to grow for nothing.
    /// </summary>
    private const int MaxPassed = 9;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _stop = new();
    private readonly Connection _connection;
    private readonly Writer _writer;
    private readonly Func<Connection, bool> _flush;
    private readonly int _maxLogPages;
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="connection">The checkpointer's own connection, the last of the process to be closed.</param>
    /// <param name="writer">Asked to let the log start over.</param>
    /// <param name="flush">Makes the database file durable; false when that failed.</param>
    /// <param name="maxLogPages">The log starts over at this size.</param>
    public Checkpointer(
        Connection connection, Writer writer, Func<Connection, bool> flush, int maxLogPages = MaxLogPages)
    {
        (_connection, _writer, _flush, _maxLogPages) = (connection, writer, flush, maxLogPages);
        _thread = new(Work) { IsBackground = true, Name = "tidelock-checkpoint" };
        _thread.Start();
    }

    /// <summary>Stops the thread.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        if (_writer.IsStopped)
        {
            _connection.KeepLog();
        }

        _connection.Dispose();
        _stop.Dispose();
    }

    private void Work()
    {
        try
        {
            CopyAgainAndAgain();
        }
        catch (CopyLostException lost)
        {
            _writer.Stop(lost.Message);
        }
    }

    private void CopyAgainAndAgain()
    {
        var (seen, copied, passed) = (0L, -1L, 0);
        while (!_stop.Wait(Interval) && !_writer.IsStopped)
        {
            var changes = _writer.Changes;
            var isBusy = changes - seen > BusyChanges;
            seen = changes;
            if (changes == copied || (isBusy && passed++ < MaxPassed))
            {
                continue;
            }

            (copied, passed) = (changes, 0);
            if (_connection.CopyLog() is { } progress && progress.Log > _maxLogPages && CatchUp(progress))
            {
                _writer.RestartLog();
            }
        }
    }

    /// <summary>
    /// Each copy takes less time than the one before and so leaves less behind. False when the log can't start over:
    /// a reader, such as a backup, still needs it, or the storage fails.
    /// </summary>
    private bool CatchUp(LogProgress progress)
    {
        for (var tries = 0; !_stop.IsSet; tries++)
        {
            if (!_flush(_connection))
            {
                throw new CopyLostException();
            }

            if (progress.Left <= FewPages || tries == MaxCatchUp)
            {
                return true;
            }

            if (_connection.CopyLog() is not { } next || next.Copied == progress.Copied)
            {
                return false;
            }

            progress = next;
        }

        return false;
    }
}
