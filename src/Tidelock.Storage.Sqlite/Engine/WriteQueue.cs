namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>Changes that wait for the writer, in the order in which they came; bounded.</summary>
internal sealed class WriteQueue
{
    /// <summary>Most changes that wait; more are refused.</summary>
    internal const int MaxWaiting = 4096;

    /// <summary>Most changes in one commit, so that the first of them does not wait long for the last.</summary>
    internal const int MaxBatch = 256;

    private readonly Queue<WriteItem> _waiting = new();
    private bool _stopping;

    /// <summary>Adds an item.</summary>
    /// <exception cref="StoreUnavailableException">Too many wait, or the store is closed.</exception>
    internal void Add(WriteItem item)
    {
        lock (_waiting)
        {
            if (_stopping || _waiting.Count >= MaxWaiting)
            {
                throw new StoreUnavailableException(
                    _stopping ? "The store is closed." : $"{MaxWaiting} changes wait for the store already.");
            }

            _waiting.Enqueue(item);
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_waiting);
            }
        }
    }

    /// <summary>
    /// Waits for items, no longer than <paramref name="longest"/>, and fills the batch: with one lone item, or with
    /// changes up to the next lone item. False at the end.
    /// </summary>
    internal bool Take(List<WriteItem> batch, TimeSpan longest)
    {
        batch.Clear();
        lock (_waiting)
        {
            if (_waiting.Count == 0)
            {
                if (_stopping)
                {
                    return false;
                }

                Monitor.Wait(_waiting, longest);
            }

            while (batch.Count < MaxBatch && _waiting.TryPeek(out var next))
            {
                if (next.IsAlone && batch.Count > 0)
                {
                    break;
                }

                batch.Add(_waiting.Dequeue());
                if (next.IsAlone)
                {
                    break;
                }
            }
        }

        return true;
    }

    /// <summary>Takes no more; what waits is still given out.</summary>
    internal void Stop()
    {
        lock (_waiting)
        {
            _stopping = true;
            Monitor.Pulse(_waiting);
        }
    }
}
