using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos.Stages;

/// <summary>A node, everybody who uses it, and what must be true after whatever happens to it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>The last of the exit codes that the command line has; what is beyond is a crash.</summary>
    private const int LastExitCode = 6;

    private static readonly TimeSpan ConditionLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    /// <summary>For moments that are over quickly.</summary>
    internal static readonly TimeSpan ShortBeat = TimeSpan.FromMilliseconds(1);

    private readonly List<TimeSpan> _recoveries = [];
    private readonly AuditCheck _audit;

    private Stage(Place place, Node node, Crowd crowd, TimeSpan firstStart)
    {
        (Place, Node, Crowd, FirstStart) = (place, node, crowd, firstStart);
        _audit = new(place, crowd.Ledger);
    }

    internal Place Place { get; }

    /// <summary>The node that runs, or ran last.</summary>
    internal Node Node { get; private set; }

    internal Crowd Crowd { get; }

    /// <summary>From exec to the first answer in an empty directory.</summary>
    internal TimeSpan FirstStart { get; }

    /// <summary>The same, each time it was started again.</summary>
    internal IReadOnlyList<TimeSpan> Recoveries => _recoveries;

    /// <summary>Starts a node in an empty directory, and signs everybody in.</summary>
    internal static async Task<Stage> SetAsync(Place place, Chance chance, Effort effort)
    {
        var (node, took) = await Node.StartAsync(place);
        try
        {
            return new(place, node, await Crowd.GatherAsync(place, chance, effort.Accounts), took);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does something while everybody works with the node.</summary>
    internal async Task UnderLoadAsync(Func<Task> what)
    {
        using var stop = new CancellationTokenSource();
        var running = Crowd.RunAsync(stop.Token);
        try
        {
            await await Task.WhenAny(running, what());
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    /// <summary>Kills the node.</summary>
    internal Task KillAsync() => Node.KillAsync();

    /// <summary>Kills the node a while after everybody has begun to work with it.</summary>
    internal Task KillUnderLoadAsync(TimeSpan after) => UnderLoadAsync(async () =>
    {
        await PassAsync(after);
        await KillAsync();
    });

    /// <summary>Starts the node again, on the same directory.</summary>
    internal async Task StartAsync()
    {
        await Node.DisposeAsync();
        (Node, var took) = await Node.StartAsync(Place);
        _recoveries.Add(took);
    }

    /// <summary>
    /// Tries to start a node where it may not be able to: it answers, or ends and says why. Either way it is gone then.
    /// </summary>
    internal async Task ExpectStartOrReasonAsync(string where)
    {
        await using var node = Node.Launch(Place);
        try
        {
            await node.AnswersAsync();
        }
        catch (NodeEndedException ended)
        {
            if (ended.Message.Contains("Exception", StringComparison.Ordinal) || ended.ExitCode > LastExitCode)
            {
                Break(Promise.EveryAnswerHelps, $"A start {where} failed without a reason. {ended.Message}");
            }
        }
    }

    /// <summary>Everybody looks whether everything is there.</summary>
    internal async Task CheckAsync()
    {
        await Crowd.CheckAsync();
        await _audit.RunAsync();
    }

    /// <summary>Lets time pass.</summary>
    internal static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);

    /// <summary>Waits for a condition; false when it did not come about.</summary>
    internal static async Task<bool> ComesAboutAsync(Func<Task<bool>> condition, TimeSpan? beat = null)
    {
        using var limit = new CancellationTokenSource(ConditionLimit, TimeProvider.System);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
            {
                return false;
            }

            await PassAsync(beat ?? Beat);
        }

        return true;
    }

    /// <summary>What the node answers to a question that needs no one in particular; null when nothing came.</summary>
    internal Task<Reply?> AskAsync(string path) => Crowd.AskAsync(path);

    /// <summary>What must be and is not.</summary>
    internal void Break(Promise promise, string story) => Crowd.Ledger.Break(promise, story);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Crowd.Dispose();
        await Node.DisposeAsync();
    }
}
