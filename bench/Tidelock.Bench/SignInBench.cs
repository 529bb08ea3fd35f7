using Tidelock.Bench.Processes;
using Tidelock.Bench.Reports;
using Tidelock.Bench.Seeding;
using Tidelock.Load;

namespace Tidelock.Bench;

/// <summary>
/// `bench signin`: sign-ins at the real cost of a password, and what a storm of them does to refreshes.
/// </summary>
internal static class SignInBench
{
    private const int Users = 64;
    private const int StormConnections = 32;
    private const double MaxTimesQuiet = 2;
    private const string Password = "a password for the storm";

    internal static async Task<Report> RunAsync(RoundSize size, CancellationToken cancellationToken)
    {
        using var store = await SeededStore.MakeAsync(cancellationToken);
        await store.FillAsync("sessions", 2048, bound: false, keepEvery: 1, cancellationToken);
        await store.AddUsersAsync("users", Users, Password, cancellationToken);
        await using var server = await ServerProcess.TidelockAsync(store.Path);
        var refresh = RefreshBench.Plan(server, "/api/v1/auth/refresh", store.TokensOf("sessions"), size) with
        {
            Connections = Math.Min(size.Connections, 8),
        };
        var signIn = refresh with
        {
            Kind = LoadKind.SignIn,
            Path = "/api/v1/auth/login",
            CredentialsFile = store.TokensOf("users"),
            Connections = StormConnections,
        };
        var quiet = new List<LoadResult>();
        var stormy = new List<LoadResult>();
        var storm = new List<LoadResult>();
        for (var round = 1; round <= size.Count; round++)
        {
            quiet.Add(await LoadProcess.RunAsync(refresh, cancellationToken));
            var both = await Task.WhenAll(
                LoadProcess.RunAsync(signIn, cancellationToken), LoadProcess.RunAsync(refresh, cancellationToken));
            storm.Add(both[0]);
            stormy.Add(both[1]);
            await Console.Error.WriteLineAsync($"round {round}: {both[0].Rate:0} sign-ins/s");
        }

        return Of([new("refresh, quiet", quiet), new("refresh in the storm", stormy), new("sign-in", storm)]);
    }

    private static Report Of(IReadOnlyList<Standing> standings)
    {
        var times = standings[1].P99.Median / standings[0].P99.Median;
        return new(
            $"Sign-ins at the default password cost, over {StormConnections} connections", Standing.Columns,
            [.. standings.Select(standing => standing.Row)],
            [
                new("refresh p99 in the storm, times quiet", $"{times:0.0}", $"≤ {MaxTimesQuiet:0}",
                    times <= MaxTimesQuiet),
            ]);
    }
}
