using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Storage.Tests.Sessions;

public abstract class RaceConformance : StoreConformance
{
    private const int Rotations = 64;
    private const int Rounds = 200;

    [Fact]
    public async Task Of_64_rotations_of_one_token_exactly_one_rotates()
    {
        var session = await StartAsync();

        var grants = await Task.WhenAll(Enumerable.Range(0, Rotations).Select(_ => Task.Run(
            () => Store.Sessions.TryRotateAsync(Some.Newest(session), The.Policy, null, Never).AsTask())));

        Assert.Single(grants, grant => grant is not null);
        Assert.Equal(session.Generation.Next, (await FindAsync(session)).Generation);
    }

    [Fact]
    public async Task Once_an_end_is_acknowledged_nothing_rotates()
    {
        var user = await AddUserAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var session = await StartAsync(Some.Session(user.Id));
            var refreshing = Task.Run(() => RefreshUntilRefused(session), Never);
            await Task.Yield();

            await Store.Sessions.EndAsync(
                new EndScope.ById(session.Id, null), EndReason.SignedOut,
                Some.Draft(user.Id, EventCatalogue.SessionEnded), Never);
            var ended = await FindAsync(session);
            await refreshing;

            Assert.NotNull(ended.EndedAt);
            Assert.Equal(ended, await FindAsync(session));
        }
    }

    [Fact]
    public async Task Sign_ins_at_once_never_leave_more_sessions_than_are_allowed()
    {
        var user = await AddUserAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(device => Task.Run(() =>
        {
            var session = Some.Session(user.Id) with { SignInDevice = new((ulong)device) };
            return Store.Sessions.StartAsync(
                session, null, null, live => SessionLimits.Decide(live, session, null, The.Policy), [], Never).AsTask();
        })));

        var list = await Store.Sessions.ListAsync(user.Id, 0, Never);
        Assert.Equal(The.Policy.MaxPerUser, list.Count);
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_nothing_of_its_change()
    {
        var session = await StartAsync();
        using var impatient = new CancellationTokenSource();

        var rotating = Store.Sessions.TryRotateAsync(Some.Newest(session), The.Policy, null, impatient.Token);
        await impatient.CancelAsync();
        try
        {
            await rotating;
        }
        catch (OperationCanceledException)
        {
        }

        await Eventually.Async(async () => (await FindAsync(session)).Generation == session.Generation.Next);
    }

    private async Task RefreshUntilRefused(Session session)
    {
        for (var next = session; ;)
        {
            var grant = await Store.Sessions.TryRotateAsync(Some.Newest(next), The.Policy, null, Never);
            if (grant is null)
            {
                return;
            }

            next = grant.Session;
        }
    }
}
