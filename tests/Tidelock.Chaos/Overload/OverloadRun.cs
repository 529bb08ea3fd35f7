using System.Diagnostics;
using System.Text;
using Tidelock.Bench.Seeding;
using Tidelock.Chaos.Clients;
using Tidelock.Chaos.Nodes;
using Tidelock.Keys;
using Tidelock.Storage.Sqlite;
using Tidelock.Tokens;

namespace Tidelock.Chaos.Overload;

/// <summary>
/// Measures what a node can take, then asks ten times as much of it for a while, refreshes and sign-ins, and looks what
/// it serves, what it refuses, how long that takes, what it costs, and what is left of it afterwards.
/// </summary>
internal sealed class OverloadRun(TimeSpan overload, TimeSpan measured, Action<string> tell)
{
    private const int Times = 10;
    private const int Sessions = 4000;
    private const int Accounts = 64;
    private const int ClosedConnections = 32;
    private const int QuietConnections = 512;
    private const int StormConnections = 2500;
    private const double QuietPart = 0.25;
    private const string Password = "tide-of-requests";
    private const string Name = "overload";
    private const string Users = "overload-users";

    /// <summary>More than any node can take, so that every connection asks again at once.</summary>
    private const double AsFastAsPossible = 1_000_000;

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(20);

    internal async Task<OverloadReport> RunAsync()
    {
        using var store = await SeededStore.MakeAsync(CancellationToken.None);
        await store.FillAsync(Name, Sessions, bound: false, keepEvery: 1, CancellationToken.None);
        await store.AddUsersAsync(Users, Accounts, Password, CancellationToken.None);
        var tokens = new Tokens(await File.ReadAllLinesAsync(store.TokensOf(Name)));
        var signIns = (await File.ReadAllLinesAsync(store.TokensOf(Users))).Select(Encoding.UTF8.GetBytes).ToList();

        // As many threads for passwords as a server has by itself.
        var place = Place.On(store.Path) with { Settings = [("Passwords:Threads", "0")] };
        OverloadReport report;
        var (node, _) = await Node.StartAsync(place);
        await using (node)
        {
            report = await MeasureAsync(place, node, tokens, signIns);
            await node.StopAsync();
        }

        var consumed = await ConsumedAsync(place, tokens);
        return report with { Consumed = consumed, Jumps = tokens.Jumps };
    }

    private async Task<OverloadReport> MeasureAsync(
        Place place, Node node, Tokens tokens, IReadOnlyList<byte[]> signIns)
    {
        var (refreshes, signedIn) = await CapacityAsync(place, tokens, signIns);
        tell($"takes {refreshes:0} refreshes or {signedIn:0.0} sign-ins a second");
        using var few = new Storm(place.Url, QuietConnections, tokens, signIns);
        var quiet = await few.RunAsync(refreshes * QuietPart, 0, measured);
        var memory = new MemoryWatch(node);
        var before = memory.Now;

        var rush = await few.RunAsync(refreshes * QuietPart, signedIn * Times, measured);
        tell("sign-ins at ten times their rate, beside quiet refreshes: done");
        using var many = new Storm(place.Url, StormConnections, tokens, signIns);
        var storm = await memory.WhileAsync(
            many.RunAsync(refreshes * Times, signedIn * Times, overload));
        tell("everything at ten times its rate: done");
        var (recovered, after) = await RecoverAsync(few, refreshes * QuietPart, quiet.Refreshes);
        return new(refreshes, signedIn)
        {
            Phases =
            [
                new("quiet", quiet.Refreshes, quiet.SignIns, measured),
                new("sign-ins ×10", rush.Refreshes, rush.SignIns, measured),
                new("everything ×10", storm.Refreshes, storm.SignIns, overload),
                new("quiet again", after.Refreshes, after.SignIns, Window),
            ],
            MemoryBefore = before,
            MemoryFirstHalf = memory.FirstHalf,
            MemorySecondHalf = memory.SecondHalf,
            Recovered = recovered,
        };
    }

    private async Task<(double Refreshes, double SignIns)> CapacityAsync(
        Place place, Tokens tokens, IReadOnlyList<byte[]> signIns)
    {
        using var closed = new Storm(place.Url, ClosedConnections, tokens, signIns);
        await closed.RunAsync(AsFastAsPossible, 0, Window);
        var (refreshes, _) = await closed.RunAsync(AsFastAsPossible, 0, measured);
        var (_, signedIn) = await closed.RunAsync(0, AsFastAsPossible, measured);
        return (refreshes.Served.Count / measured.TotalSeconds, signedIn.Served.Count / measured.TotalSeconds);
    }

    /// <summary>The time until everything is served again about as fast as before.</summary>
    private static async Task<(TimeSpan Took, (Outcome Refreshes, Outcome SignIns) Last)> RecoverAsync(
        Storm few, double rate, Outcome quiet)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var last = await few.RunAsync(rate, 0, Window);
            var took = Stopwatch.GetElapsedTime(since);
            if (OverloadReport.IsAsBefore(last.Refreshes, quiet) || took > RecoveryLimit)
            {
                return (took, last);
            }
        }
    }

    /// <summary>
    /// Sessions whose newest generation in the store is not the last one that was answered. Only where an answer was
    /// lost may it be one more.
    /// </summary>
    private static async Task<int> ConsumedAsync(Place place, Tokens tokens)
    {
        await using var host = await Cli.Serving.TidelockHost.StartAsync(
            new() { DataPath = place.Data }, CancellationToken.None);
        var ring = ((KeyRingKeeper)host.Services.GetService(typeof(KeyRingKeeper))!).Current;
        var database = (SqliteDatabase)host.Services.GetService(typeof(Storage.IDatabase))!;
        var wrong = 0;
        foreach (var (text, mayBeAhead) in tokens.Newest)
        {
            RefreshTokenCodec.TryRead(text, ring, out var token);
            var session = await database.Sessions.FindAsync(token.Handle.Hash, CancellationToken.None);
            var ahead = session!.Generation.Value - TokenText.GenerationOf(text);
            wrong += ahead == 0 || (ahead == 1 && mayBeAhead) ? 0 : 1;
        }

        return wrong;
    }
}
