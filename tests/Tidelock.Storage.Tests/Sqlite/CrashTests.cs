using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Storage.Tests.Sqlite;

/// <summary>
/// Kills a process that is busy with a store, and looks whether everything is there that the process was told was
/// written.
/// </summary>
public sealed class CrashTests
{
    private const int Writers = 8;
    private const int AcknowledgedBeforeTheKill = 400;

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill()
    {
        var directory = Directory.CreateTempSubdirectory("tidelock-crash-").FullName;
        try
        {
            await KillABusyProcessAsync(directory);

            await using var store = new SqliteFixture(directory);
            await store.OpenAsync();
            foreach (var (session, generation) in Acknowledged(directory))
            {
                var row = await store.Sessions.FindAsync(session, Never);
                Assert.InRange(row!.Generation.Value, generation, generation + 1);
            }

            Assert.True((await store.Events.VerifyAsync(new TrustingSigner(), [], Never)).Holds);
            Assert.Null((await store.Database.CheckAsync(Never)).Problem);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact(Explicit = true)]
    public async Task A_process_that_writes_until_it_is_killed()
    {
        var directory = BusyProcess.Directory;
        var store = new SqliteFixture(directory);
        await store.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(index => WriteForEverAsync(store, directory, index)));
    }

    private static Task KillABusyProcessAsync(string directory) => BusyProcess.KillAsync<CrashTests>(
        nameof(A_process_that_writes_until_it_is_killed),
        directory,
        () => Acknowledged(directory).Sum(one => one.Generation)
            >= (Writers * Some.Session(default).Generation.Value) + AcknowledgedBeforeTheKill);

    private static async Task WriteForEverAsync(SqliteFixture store, string directory, int index)
    {
        var user = Some.User($"user-{index}");
        await store.Users.AddAsync(user, null, Some.Draft(user.Id), Never);
        var start = await store.Sessions.StartAsync(
            Some.Session(user.Id), null, null, _ => new Admission.Admit([]), [], Never);
        var session = start.Grant!.Session;
        await using var acknowledged = File.CreateText(Path.Combine(directory, $"{index}.acknowledged"));
        acknowledged.AutoFlush = true;
        while (true)
        {
            var told = Some.Draft(user.Id, EventCatalogue.TokenRefreshed);
            session = (await store.Sessions.TryRotateAsync(
                Some.Newest(session), The.Policy, told, CancellationToken.None))!.Session;
            await acknowledged.WriteLineAsync($"{session.Id} {session.Generation.Value} .");
            if (session.Generation.Value % 20 == 0)
            {
                await store.Events.SealAsync(new TrustingSigner(), The.Moment, 1000, CancellationToken.None);
            }
        }
    }

    /// <summary>The newest whole line of each writer's file.</summary>
    private static List<(SessionId Session, int Generation)> Acknowledged(string directory)
    {
        var newest = new List<(SessionId, int)>();
        foreach (var file in Directory.GetFiles(directory, "*.acknowledged"))
        {
            using var reader = new StreamReader(
                new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var last = reader.ReadToEnd().Split('\n')
                .LastOrDefault(line => line.EndsWith('.'))?.Split(' ');
            if (last is [var id, var generation, _] && SessionId.TryParse(id, out var session))
            {
                newest.Add((session, int.Parse(generation)));
            }
        }

        return newest;
    }
}
