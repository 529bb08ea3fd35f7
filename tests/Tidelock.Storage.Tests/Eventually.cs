namespace Tidelock.Storage.Tests;

/// <summary>Waits for a condition that another thread brings about, for a bounded time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    internal static async Task Async(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Bound);
        while (!await condition())
        {
            Assert.False(timeout.IsCancellationRequested, "The condition did not come true in time.");
            await Task.Yield();
        }
    }
}
