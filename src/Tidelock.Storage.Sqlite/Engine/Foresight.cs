namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>
/// Tells the callers of one commit what will have come of their changes, while the disk makes them durable. One work
/// item for all of them: waking a thread for each would cost more than it gains.
/// </summary>
internal sealed class Foresight : IThreadPoolWorkItem
{
    private readonly WriteItem[] _items;

    private Foresight(WriteItem[] items) => _items = items;

    /// <summary>Begins on the thread pool, if there is anybody to tell.</summary>
    internal static void Begin(List<WriteItem> batch)
    {
        var items = batch.Where(item => item.IsForeseen).ToArray();
        if (items.Length > 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new Foresight(items), preferLocal: false);
        }
    }

    /// <inheritdoc />
    public void Execute()
    {
        foreach (var item in _items)
        {
            item.Foresee();
        }
    }
}
