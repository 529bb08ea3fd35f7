namespace Tidelock.Cli.Serving;

/// <summary>What was taken so far on the way to something larger; given back in the opposite order.</summary>
internal sealed class Holdings : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _giveBack = new();

    internal T Hold<T>(T taken)
        where T : notnull
    {
        _giveBack.Push(async () =>
        {
            if (taken is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)taken).Dispose();
            }
        });
        return taken;
    }

    internal void Then(Func<ValueTask> giveBack) => _giveBack.Push(giveBack);

    public async ValueTask DisposeAsync()
    {
        while (_giveBack.TryPop(out var next))
        {
            await next();
        }
    }
}
