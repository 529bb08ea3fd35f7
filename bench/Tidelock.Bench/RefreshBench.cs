using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tidelock.Bench.Processes;
using Tidelock.Bench.Reports;
using Tidelock.Bench.Seeding;
using Tidelock.Load;

namespace Tidelock.Bench;

/// <summary>`bench refresh` (F1): durable refreshes over HTTP beside what no server of this kind can pass.</summary>
internal static class RefreshBench
{
    internal const double WarmUpSeconds = 1.5;
    private const int Sessions = 4096;

    /// <summary>Of a key each, so many that none is at hand when its next proof comes.</summary>
    private const int ManySessions = 32_768;

    private const double MinShareOfCeiling = 0.40;
    private const double MinTimesIdentity = 6;
    private const double MaxP99 = 20;

    internal static async Task<Report> RunAsync(RoundSize size, CancellationToken cancellationToken)
    {
        using var store = await SeededStore.MakeAsync(cancellationToken);
        await store.FillAsync("unbound", Sessions, bound: false, keepEvery: 1, cancellationToken);
        await store.FillAsync("bound", Sessions, bound: true, keepEvery: 1, cancellationToken);
        await store.FillAsync("many", ManySessions, bound: true, keepEvery: 1, cancellationToken);
        await using var tidelock = await ServerProcess.TidelockAsync(store.Path);
        var unbound = Plan(tidelock, "/api/v1/auth/refresh", store.TokensOf("unbound"), size);
        var bound = Bound(tidelock, "/api/v1/auth/refresh", store, "bound", size);
        var trial = await LoadProcess.RunAsync(unbound with { Seconds = 0.5 }, cancellationToken);

        await using var peers = await ServerProcess.PeersAsync(trial.AnswerLength, "memory");
        await using var onDisk = await ServerProcess.PeersAsync(trial.AnswerLength, "sqlite");
        await using var withRoles = await ServerProcess.PeersAsync(trial.AnswerLength, "sqlite-roles");
        await WriteIdentityTokensAsync(peers, store.TokensOf("identity"), size.Connections, cancellationToken);
        await WriteIdentityTokensAsync(onDisk, store.TokensOf("identity-ef"), size.Connections, cancellationToken);
        await WriteIdentityTokensAsync(
            withRoles, store.TokensOf("identity-roles"), size.Connections, cancellationToken);
        var standings = await Rounds.RunAsync(
            size,
            [
                new("Tidelock", unbound),
                new("ceiling", Plan(peers, "/ceiling", store.TokensOf("unbound"), size)),
                new("Tidelock, bound", bound),
                new("ceiling with a proof", Bound(peers, "/ceiling-with-proof", store, "bound", size)),
                new("Tidelock, bound, new keys", Bound(tidelock, "/api/v1/auth/refresh", store, "many", size)),
                new("ceiling with a new key", Bound(peers, "/ceiling-with-new-key", store, "bound", size)),
                new("Identity, EF Core", Plan(onDisk, "/identity/refresh", store.TokensOf("identity-ef"), size)),
                new("Identity, EF Core, roles", Plan(
                    withRoles, "/identity/refresh", store.TokensOf("identity-roles"), size)),
                new("Identity, users in memory", Plan(peers, "/identity/refresh", store.TokensOf("identity"), size)),
            ],
            cancellationToken);
        return new("Durable refresh, embedded store, HTTP end to end", Standing.Columns, [.. standings.Select(
            standing => standing.Row)], Bars(standings));
    }

    internal static LoadPlan Plan(ServerProcess server, string path, string credentials, RoundSize size) => new(
        LoadKind.Refresh, "127.0.0.1", server.Port, path, size.Connections, WarmUpSeconds, size.Seconds, credentials,
        null, null, server.Pid);

    private static LoadPlan Bound(
        ServerProcess server, string path, SeededStore store, string name, RoundSize size) =>
        Plan(server, path, store.TokensOf(name), size) with
        {
            ProofKeysFile = store.KeysOf(name),
            ProofUrl = new Uri(server.Url, path).AbsoluteUri,
        };

    private static IReadOnlyList<Bar> Bars(IReadOnlyList<Standing> standings)
    {
        var (ours, ceiling, bound, boundCeiling) = (standings[0], standings[1], standings[2], standings[3]);
        var (newKeys, newKeysCeiling) = (standings[4], standings[5]);
        var (identity, identityWithRoles) = (standings[6], standings[7]);
        return
        [
            Ratio("unbound of its ceiling", ours.RatioTo(ceiling), MinShareOfCeiling),
            Ratio("bound of its ceiling", bound.RatioTo(boundCeiling), MinShareOfCeiling),
            Ratio("bound, new keys, of its ceiling", newKeys.RatioTo(newKeysCeiling), MinShareOfCeiling),
            Ratio("times Identity's /refresh over EF Core", ours.RatioTo(identity), MinTimesIdentity),
            Ratio("the same with roles, as our tokens have them", ours.RatioTo(identityWithRoles), MinTimesIdentity),
            Latency("p99 unbound", ours.P99),
            Latency("p99 bound", bound.P99),
            Latency("p99 bound, new keys", newKeys.P99),
            Refused(ours.Refused + bound.Refused + newKeys.Refused),
        ];
    }

    private static Bar Ratio(string name, Figure ratio, double least) =>
        new(name, ratio.Text("0.00"), $"≥ {least:0.00}", ratio.Median >= least);

    private static Bar Refused(long count) => new("refused", $"{count}", "0", count == 0);

    private static Bar Latency(string name, Figure p99) =>
        new(name, $"{p99.Text("0.0")} ms", $"≤ {MaxP99:0} ms", p99.Median <= MaxP99);

    private static async Task WriteIdentityTokensAsync(
        ServerProcess peers, string file, int count, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = peers.Url };
        var tokens = new List<string>();
        for (var index = 0; index < count; index++)
        {
            using var answer = await http.PostAsync(
                new Uri("/identity/start", UriKind.Relative), content: null, cancellationToken);
            var body = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
            tokens.Add(body!["refreshToken"]!.GetValue<string>());
        }

        await File.WriteAllLinesAsync(file, tokens, cancellationToken);
    }
}
