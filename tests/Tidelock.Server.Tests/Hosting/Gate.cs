namespace Tidelock.Server.Tests.Hosting;

/// <summary>Where somebody is held until let go. Nobody waits for ever, on either side.</summary>
internal sealed class Gate
{
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody stands here.</summary>
    internal Task ReachedAsync() => _reached.Task.WaitAsync(Bound);

    internal void LetGo() => _open.TrySetResult();

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        await _open.Task.WaitAsync(Bound, cancellationToken);
    }
}
