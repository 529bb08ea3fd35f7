namespace Tidelock.Server.Events;

/// <summary>Wakes those who wait for new events when a batch was sealed.</summary>
internal sealed class EventFeed
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next batch. Take it before reading, so that no batch is missed in between.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    /// <summary>A batch was sealed.</summary>
    internal void Wake() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
