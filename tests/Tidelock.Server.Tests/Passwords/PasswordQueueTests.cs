using Tidelock.Server.Passwords;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Passwords;

public sealed class PasswordQueueTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_has_waited_for_long_is_computed_although_the_threads_get_nowhere()
    {
        var clock = new ManualClock();
        using var gate = new ManualResetEventSlim();
        using var queue = new PasswordQueue(threads: 1, longest: 4, clock);
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(queue.TryAdd(() =>
        {
            busy.SetResult();
            gate.Wait(LongestWait);
        }));
        await busy.Task.WaitAsync(LongestWait, TestContext.Current.CancellationToken);
        Assert.True(queue.TryAdd(late.SetResult));

        await Assert.ThrowsAsync<TimeoutException>(
            () => late.Task.WaitAsync(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken));
        clock.Advance(PasswordQueue.Patience + TimeSpan.FromSeconds(1));

        await late.Task.WaitAsync(LongestWait, TestContext.Current.CancellationToken);
        gate.Set();
    }

    [Fact]
    public async Task The_threads_give_way_to_all_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The policy of a thread is read from /proc.");
        using var queue = new PasswordQueue(threads: 1, longest: 4, TimeProvider.System);
        var policy = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(queue.TryAdd(() => policy.SetResult(PolicyOfThisThread())));

        Assert.Equal("5", await policy.Task.WaitAsync(LongestWait, TestContext.Current.CancellationToken));
    }

    /// <summary>Field 41 of the thread's state; the name before may hold spaces.</summary>
    private static string PolicyOfThisThread()
    {
        var state = File.ReadAllText("/proc/thread-self/stat");
        return state[(state.LastIndexOf(')') + 2)..].Split(' ')[41 - 3];
    }
}
