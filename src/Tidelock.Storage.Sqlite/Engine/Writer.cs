namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Group commit: one thread takes everything that waits, runs it in one transaction, commits once and then tells the
/// callers. A caller that goes away gives up its wait and nothing else. When storage fails nothing of the batch is
/// acknowledged, and changes are refused until a probe has been written.
/// </summary>
internal sealed class Writer : IDisposable
{
    private const string TrialSql = "INSERT INTO trial_writes (filler) VALUES (zeroblob(256 * 1024))";

    /// <summary>How often a failed storage is tried again.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly WriteQueue _queue = new();
    private readonly List<WriteItem> _batch = new(WriteQueue.MaxBatch);
    private readonly Connection _connection;
    private readonly LogRoom _room;
    private readonly WriteScope _scope;
    private readonly Action<WriteScope> _first;
    private readonly Thread _thread;
    private volatile string? _problem;
    private volatile string? _end;
    private volatile bool _restartsLog;
    private bool _isCommitting;
    private long _commits;
    private long _changes;

    /// <summary>Starts the thread.</summary>
    /// <param name="connection">The writer's own connection.</param>
    /// <param name="random">Where salts come from.</param>
    /// <param name="first">Runs first in every commit: changes that were put off until the next one.</param>
    public Writer(Connection connection, IRandomSource random, Action<WriteScope> first)
    {
        (_connection, _room, _scope, _first) = (connection, new(connection), new(connection, random), first);
        _thread = new(Work) { IsBackground = true, Name = "tidelock-writer" };
        _thread.Start();
    }

    /// <summary>Why changes are refused; null while they are not.</summary>
    public string? Problem => _end ?? _problem;

    /// <summary>What an operator should know although changes are taken; null when there is nothing.</summary>
    public string? Remark => _room.Missing is { } why ? $"The log has no room ahead: {why}" : null;

    /// <summary>True when changes are refused for good.</summary>
    public bool IsStopped => _end is not null;

    /// <summary>How many transactions were committed.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>How many changes were committed.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Told before the first change.</summary>
    public void KeepNoEvents() => _scope.KeepsEvents = false;

    /// <summary>Runs a change; durable when the task completes.</summary>
    /// <exception cref="StoreUnavailableException">Too many wait, storage failed, or the store is closed.</exception>
    public ValueTask<T> RunAsync<T>(Func<WriteScope, T> change, CancellationToken cancellationToken) =>
        RunAsync(new WriteItem<T>(change, WriteKind.Grouped), cancellationToken);

    /// <summary>
    /// Runs a change that is one statement, or makes its own savepoint: a statement that fails changes nothing, and a
    /// savepoint copies every page that is changed after it.
    /// </summary>
    public ValueTask<T> RunStatementAsync<T>(Func<WriteScope, T> change, CancellationToken cancellationToken) =>
        RunAsync(new WriteItem<T>(change, WriteKind.OneStatement), cancellationToken);

    /// <summary>Runs work on the writer thread between transactions, also when changes are refused.</summary>
    public ValueTask<T> RunAloneAsync<T>(Func<WriteScope, T> work, CancellationToken cancellationToken) =>
        Wait(new WriteItem<T>(work, WriteKind.Alone), cancellationToken);

    /// <summary>Tries a write now and tells why it failed; null when it did not.</summary>
    public ValueTask<string?> ProbeAsync(CancellationToken cancellationToken) =>
        RunAloneAsync(_ => Probe(), cancellationToken);

    /// <summary>Refuses changes for good.</summary>
    /// <param name="reason">What the operator is told.</param>
    public void Stop(string reason) => _end = reason;

    /// <summary>Asks for the log to be copied whole before the next transaction, so that it starts over.</summary>
    public void RestartLog() => _restartsLog = true;

    /// <summary>Writes what waits, then stops.</summary>
    public void Dispose()
    {
        _queue.Stop();
        _thread.Join();
        _connection.Dispose();
    }

    private ValueTask<T> RunAsync<T>(WriteItem<T> item, CancellationToken cancellationToken) =>
        Problem is { } problem
            ? throw new StoreUnavailableException(problem)
            : Wait(item, cancellationToken);

    private ValueTask<T> Wait<T>(WriteItem<T> item, CancellationToken cancellationToken)
    {
        _queue.Add(item);
        return new(item.Task.WaitAsync(cancellationToken));
    }

    private void Work()
    {
        while (_queue.Take(_batch, _problem is null ? Timeout.InfiniteTimeSpan : ProbeInterval))
        {
            if (_batch is [{ IsAlone: true } alone])
            {
                RunAlone(alone);
            }
            else if (_batch.Count > 0)
            {
                Commit();
            }
            else if (_problem is not null)
            {
                Probe();
            }
        }
    }

    private void RunAlone(WriteItem item)
    {
        try
        {
            item.Run(_scope);
            item.Complete();
        }
        catch (Exception failure)
        {
            _connection.RollBack();
            item.Fail(failure);
        }
    }

    private void Commit()
    {
        try
        {
            if (_restartsLog)
            {
                _restartsLog = false;
                _connection.CopyLog();
            }

            _isCommitting = false;
            RunBatch();
        }
        catch (SqliteException failure)
        {
            Abandon(failure);
            return;
        }
        catch (CopyLostException lost)
        {
            Stop(lost.Message);
            Refuse(new StoreUnavailableException(lost.Message, lost));
            return;
        }

        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _changes, _batch.Count);
        foreach (var item in _batch)
        {
            item.Complete();
        }
    }

    private void RunBatch()
    {
        _connection.Run("BEGIN IMMEDIATE");
        _room.Make(_batch.Count);
        _first(_scope);
        foreach (var item in _batch)
        {
            Run(item);
        }

        _scope.Refreshes.Write(_connection);
        _isCommitting = true;
        _connection.Run("COMMIT");
    }

    /// <summary>A change that fails is taken back alone, unless it is the storage that failed.</summary>
    private void Run(WriteItem item)
    {
        try
        {
            if (item.IsOneStatement)
            {
                item.Run(_scope);
            }
            else
            {
                _scope.Together(item.Run);
            }
        }
        catch (Exception failure) when (failure is not SqliteException { IsStorageFailure: true })
        {
            _connection.ResetAll();
            item.Fail(failure);
        }
    }

    /// <summary>
    /// Nothing of the batch is acknowledged. What was written of a commit that failed is overwritten by the next one;
    /// when the disk takes none any more, the process that comes next may find it whole.
    /// </summary>
    private void Abandon(SqliteException failure)
    {
        _connection.RollBack();
        _scope.UserAgents.Forget();
        _scope.Refreshes.Forget();
        _problem = $"The last change could not be written: {failure.Message}";
        Refuse(new StoreUnavailableException(_problem, failure) { MayBeMade = _isCommitting });
    }

    private void Refuse(StoreUnavailableException reason)
    {
        foreach (var item in _batch)
        {
            item.Fail(reason);
        }
    }

    /// <summary>
    /// Writes as much as a busy commit does, and takes it away again; a write of a few bytes could still succeed on
    /// a disk that is full for all practical purposes. A process that died in between left its row behind.
    /// </summary>
    private string? Probe()
    {
        try
        {
            _connection.Run("BEGIN IMMEDIATE");
            if (HasSchema())
            {
                _connection.Run(TrialSql);
            }

            _connection.Run("COMMIT");
            if (HasSchema())
            {
                _connection.Run("DELETE FROM trial_writes");
            }

            _problem = null;
        }
        catch (SqliteException failure)
        {
            _connection.RollBack();
            _problem = $"A trial write failed: {failure.Message}";
        }

        return Problem;
    }

    private bool HasSchema()
    {
        using var table = _connection.Prepare("SELECT 1 FROM sqlite_master WHERE name = 'trial_writes'");
        return table.Step();
    }
}
