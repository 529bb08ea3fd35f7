namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>A change that waits for the writer, and its caller.</summary>
internal abstract class WriteItem
{
    /// <summary>True for work that opens its own transactions and so never shares one.</summary>
    public abstract bool IsAlone { get; }

    /// <summary>True for a change that the engine takes back by itself when it fails.</summary>
    public abstract bool IsOneStatement { get; }

    /// <summary>Runs the change.</summary>
    public abstract void Run(WriteScope scope);

    /// <summary>Tells the caller that the change is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller why it is not made.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>A change with its result. Continuations never run on the writer thread.</summary>
internal sealed class WriteItem<T>(Func<WriteScope, T> change, WriteKind kind) : WriteItem
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public override bool IsAlone => kind == WriteKind.Alone;

    public override bool IsOneStatement => kind == WriteKind.OneStatement;

    public override void Run(WriteScope scope) => _result = change(scope);

    public override void Complete() => _completion.TrySetResult(_result);

    public override void Fail(Exception reason) => _completion.TrySetException(reason);
}

/// <summary>How a change is run.</summary>
internal enum WriteKind
{
    /// <summary>In a savepoint of the common transaction.</summary>
    Grouped,

    /// <summary>In the common transaction as it stands.</summary>
    OneStatement,

    /// <summary>Between transactions.</summary>
    Alone,
}
