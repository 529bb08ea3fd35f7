using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Storage.Tests.Sessions;

public abstract class DecideConformance : SessionConformance
{
    [Fact]
    public async Task A_decision_is_made_on_the_row_and_the_epoch_as_they_are()
    {
        var session = await StartAsync();

        await Store.Sessions.DecideAsync(
            session.Handle,
            (row, epoch) =>
            {
                Assert.Equal((session, Store.Epoch), (row, epoch));
                return new(new RefreshDecision.Supersede(), []);
            },
            Never);
    }

    [Fact]
    public async Task What_a_decision_says_is_written_with_its_events()
    {
        var session = await StartAsync(Some.FullSession((await AddUserAsync()).Id));
        var next = Some.Session(session.User) with
        {
            Id = session.Id,
            Handle = session.Handle,
            Channel = session.Channel,
            Remembered = session.Remembered,
            ReplacedKeys = new(The.Key, The.OtherKey),
            Generation = session.Generation.Next,
            SignInDevice = session.SignInDevice,
            UserAgent = "a new browser",
            Epoch = 5,
        };

        var decided = await DecideAsync(
            session, new RefreshDecision.Rotate(next, RotationNotes.DeviceChanged), EventCatalogue.DeviceChanged);

        var expected = next with { Version = session.Version + 1 };
        Assert.Equal(expected, decided!.Grant.Session);
        Assert.Equal(expected, await FindAsync(session));
        Assert.Single(await ToldAsync(EventCatalogue.DeviceChanged));
        Assert.Equal([1], await RotationsAsync());
    }

    [Fact]
    public async Task A_decision_that_changes_nothing_may_still_tell_something()
    {
        var session = await StartAsync();

        var decided = await DecideAsync(session, new RefreshDecision.Supersede(), EventCatalogue.TokenSuperseded);

        Assert.Equal(session, decided!.Grant.Session);
        Assert.Equal(session, await FindAsync(session));
        Assert.Single(await ToldAsync(EventCatalogue.TokenSuperseded));
    }

    [Fact]
    public async Task There_is_nothing_to_decide_without_a_session()
    {
        var decided = await Store.Sessions.DecideAsync(
            new(Digest.Of("nobody"u8)), (_, _) => throw new InvalidOperationException(), Never);

        Assert.Null(decided);
    }

    [Fact]
    public async Task A_decision_that_fails_changes_nothing()
    {
        var session = await StartAsync();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Store.Sessions.DecideAsync(
            session.Handle, (_, _) => throw new InvalidTimeZoneException(), Never).AsTask());

        Assert.Equal(session, await FindAsync(session));
    }

    [Fact]
    public async Task What_was_confirmed_stays_confirmed()
    {
        var session = await StartAsync();
        var next = session with { Confirmed = new Generation(2), Generation = session.Generation.Next };

        await DecideAsync(session, new RefreshDecision.Rotate(next, RotationNotes.None));

        Assert.Equal(session.Confirmed, (await FindAsync(session)).Confirmed);
    }

    [Fact]
    public async Task A_session_that_has_ended_can_not_be_brought_back()
    {
        var session = await StartAsync();
        var ended = session with { EndedAt = The.Moment, EndReason = EndReason.RefreshTokenReuse };
        await DecideAsync(session, new RefreshDecision.End(EndReason.RefreshTokenReuse, ended));

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => DecideAsync(session, new RefreshDecision.Rotate(session, RotationNotes.None)));

        Assert.Equal(EndReason.RefreshTokenReuse, (await FindAsync(session)).EndReason);
    }

    [Fact]
    public async Task A_confirmation_is_seen_by_the_next_decision()
    {
        var session = await StartAsync(Some.Session((await AddUserAsync()).Id) with { Confirmed = null });

        Store.Sessions.Confirm(session.Id, session.Generation);
        await DecideAsync(session, new RefreshDecision.Supersede());

        Assert.Equal(session.Generation, (await FindAsync(session)).Confirmed);
    }

    [Fact]
    public async Task A_confirmation_is_written_soon_without_any_other_change()
    {
        var session = await StartAsync(Some.Session((await AddUserAsync()).Id) with { Confirmed = null });

        Store.Sessions.Confirm(session.Id, new(3));
        Store.Sessions.Confirm(session.Id, new(2));
        Store.Clock.Advance(TimeSpan.FromMilliseconds(250));

        await Eventually.Async(async () => (await FindAsync(session)).Confirmed == new Generation(3));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public async Task A_confirmation_never_lowers_and_never_passes_the_newest(int generation)
    {
        var session = await StartAsync();

        Store.Sessions.Confirm(session.Id, new(generation));
        await DecideAsync(session, new RefreshDecision.Supersede());

        Assert.Equal(session, await FindAsync(session));
    }

    [Fact]
    public async Task A_confirmation_leaves_the_epoch_and_an_ended_session_alone()
    {
        var session = await StartAsync(Some.Session((await AddUserAsync()).Id) with { Confirmed = null });
        var ended = session with { EndedAt = The.Moment, EndReason = EndReason.SignedOut };
        await DecideAsync(session, new RefreshDecision.End(EndReason.SignedOut, ended));

        Store.Sessions.Confirm(session.Id, session.Generation);
        await DecideAsync(session, new RefreshDecision.Refuse(EndReason.SignedOut));

        Assert.Null((await FindAsync(session)).Confirmed);
    }

    private async Task<DecidedRefresh?> DecideAsync(
        Session session, RefreshDecision decision, params EventKind[] told) =>
        await Store.Sessions.DecideAsync(
            session.Handle,
            (_, _) => new(decision, [.. told.Select(kind => Some.Draft(session.User, kind))]),
            Never);
}
