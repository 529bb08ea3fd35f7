using System.Collections.Concurrent;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>A few connections for reading, lent to one reader at a time.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    /// <summary>Most reads at once.</summary>
    internal const int MaxReaders = 4;

    /// <summary>Most reads that wait for their turn; more are refused.</summary>
    internal const int MaxWaiting = 1024;

    private readonly SemaphoreSlim _turns = new(MaxReaders, MaxReaders);
    private readonly ConcurrentBag<Connection> _idle = [];
    private int _waiting;

    /// <summary>Runs a short read.</summary>
    /// <exception cref="StoreUnavailableException">Too many wait, or the read failed.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<Connection, T> read, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        try
        {
            return Lend(read);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Runs a short read on the calling thread.</summary>
    public T Read<T>(Func<Connection, T> read, CancellationToken cancellationToken)
    {
        _turns.Wait(cancellationToken);
        try
        {
            return Lend(read);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Closes the connections. Reads that run are let finish.</summary>
    public void Dispose()
    {
        for (var turn = 0; turn < MaxReaders; turn++)
        {
            _turns.Wait();
        }

        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        _turns.Dispose();
    }

    private async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new StoreUnavailableException($"{MaxWaiting} reads wait for the store already.");
        }

        try
        {
            await _turns.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private T Lend<T>(Func<Connection, T> read)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = Connection.OpenForReader(path);
        }

        try
        {
            return read(connection);
        }
        catch (Exception failure) when (failure is not SqliteException { IsStorageFailure: true })
        {
            connection.ResetAll();
            throw;
        }
        catch (SqliteException failure)
        {
            connection.ResetAll();
            throw new StoreUnavailableException($"A read failed: {failure.Message}", failure);
        }
        finally
        {
            _idle.Add(connection);
        }
    }
}
