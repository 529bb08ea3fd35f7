using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Sessions;

public abstract class EndConformance : SessionConformance
{
    private static EventDraft Template => new()
    {
        At = The.Moment,
        Kind = EventCatalogue.SessionEnded,
        Actor = Actor.LocalOperator,
        Context = Some.Context(),
    };

    [Fact]
    public async Task A_session_ends_by_its_handle_with_its_event()
    {
        var session = await StartAsync();

        var ended = Assert.Single(await EndAsync(new EndScope.ByHandle(session.Handle)));

        Assert.Equal((The.Moment, EndReason.EndedByOperator), (ended.EndedAt!.Value, ended.EndReason));
        Assert.Equal(ended, await FindAsync(session));
        var told = Assert.Single(await ToldAsync(EventCatalogue.SessionEnded));
        Assert.Equal((session.Id, session.User), (told.Session!.Value, told.User!.Value));
        Assert.Equal(
            ("ended_by_operator", Actor.LocalOperator, Some.Context()), (told.Reason, told.Actor, told.Context));
    }

    [Fact]
    public async Task Of_the_facts_only_who_the_system_user_was_goes_with_the_ended_session()
    {
        var session = await StartAsync();
        var template = Template with { Detail = [new("count", "3"), new(Initiator.SystemUserFact, "1000")] };

        await Store.Sessions.EndAsync(
            new EndScope.ById(session.Id, null), EndReason.EndedByOperator, template, Never);

        var told = Assert.Single(await ToldAsync(EventCatalogue.SessionEnded));
        Assert.Equal([new(Initiator.SystemUserFact, "1000")], told.Detail);
    }

    [Fact]
    public async Task Ending_twice_ends_once()
    {
        var session = await StartAsync();
        await EndAsync(new EndScope.ByHandle(session.Handle));

        Assert.Empty(await EndAsync(new EndScope.ById(session.Id, null)));

        Assert.Single(await ToldAsync(EventCatalogue.SessionEnded));
    }

    [Fact]
    public async Task An_ended_session_never_rotates()
    {
        var session = await StartAsync();
        await EndAsync(new EndScope.ByHandle(session.Handle));

        Assert.Null(await Store.Sessions.TryRotateAsync(Some.Newest(session), The.Policy, null, Never));
    }

    [Fact]
    public async Task Only_its_owner_ends_a_session_by_its_id()
    {
        var session = await StartAsync();

        Assert.Empty(await EndAsync(new EndScope.ById(session.Id, Some.User().Id)));
        Assert.Single(await EndAsync(new EndScope.ById(session.Id, session.User)));
    }

    [Fact]
    public async Task All_of_a_users_sessions_end_but_the_one_that_is_kept()
    {
        var user = await AddUserAsync();
        var kept = await StartAsync(Some.Session(user.Id));
        var ended = new[] { await StartAsync(Some.Session(user.Id)), await StartAsync(Some.Session(user.Id)) };
        var others = await StartAsync("berta");

        var result = await EndAsync(new EndScope.OfUser(user.Id, kept.Id));

        Assert.Equal(ended.Select(one => one.Id).ToHashSet(), result.Select(one => one.Id).ToHashSet());
        Assert.Equal((kept, others), (await FindAsync(kept), await FindAsync(others)));
    }

    [Fact]
    public async Task Nobody_and_nothing_end_nothing()
    {
        Assert.Empty(await EndAsync(new EndScope.OfUser(Some.User().Id, null)));
        Assert.Empty(await EndAsync(new EndScope.ByHandle(new(Digest.Of("x"u8)))));
    }

    [Fact]
    public async Task A_session_that_had_run_out_keeps_its_own_reason()
    {
        var user = await AddUserAsync();
        var session = await StartAsync(Some.Session(user.Id) with { IdleExpiresAt = The.Moment });

        Assert.Empty(await EndAsync(new EndScope.ById(session.Id, null)));

        Assert.Equal(EndReason.IdleExpired, (await FindAsync(session)).EndReason);
    }

    [Fact]
    public async Task A_users_list_has_the_live_ones_last_used_first_and_then_the_newest_ended()
    {
        var user = await AddUserAsync();
        var older = await StartAsync(Some.Session(user.Id) with { LastUsedAt = The.Moment - TimeSpan.FromHours(2) });
        var newer = await StartAsync(Some.Session(user.Id));
        var ended = new List<Session>();
        for (var minute = 0; minute < 3; minute++)
        {
            var session = await StartAsync(Some.Session(user.Id));
            var template = Template with { At = The.Moment + TimeSpan.FromMinutes(minute) };
            ended.AddRange(await Store.Sessions.EndAsync(
                new EndScope.ById(session.Id, null), EndReason.SignedOut, template, Never));
        }

        await StartAsync("berta");

        Assert.Equal([newer, older, ended[2], ended[1]], await Store.Sessions.ListAsync(user.Id, 2, Never));
    }

    [Fact]
    public async Task Live_sessions_of_all_come_by_id_in_pages()
    {
        var user = await AddUserAsync();
        var live = new List<Session>();
        for (var count = 0; count < 5; count++)
        {
            live.Add(await StartAsync(Some.Session(user.Id)));
        }

        await EndAsync(new EndScope.ByHandle((await StartAsync(Some.Session(user.Id))).Handle));
        await StartAsync(Some.Session(user.Id) with { IdleExpiresAt = The.Moment });

        var first = await Store.Sessions.ListLiveAsync(null, 3, The.Moment, Never);
        var second = await Store.Sessions.ListLiveAsync(first[^1].Id, 3, The.Moment, Never);

        Assert.Equal(live.OrderBy(session => session.Id.Value), [.. first, .. second]);
    }

    [Fact]
    public async Task Sweeping_marks_what_has_run_out_and_deletes_what_is_old()
    {
        var user = await AddUserAsync();
        var live = await StartAsync(Some.Session(user.Id));
        var idle = await StartAsync(Some.Session(user.Id) with { IdleExpiresAt = The.Moment });
        var expired = await StartAsync(
            Some.Session(user.Id) with { IdleExpiresAt = The.Moment, ExpiresAt = The.Moment });
        var old = await StartAsync(Some.Session(user.Id));
        await Store.Sessions.EndAsync(
            new EndScope.ById(old.Id, null), EndReason.SignedOut,
            Template with { At = The.Moment - TimeSpan.FromMinutes(5) }, Never);

        var touched = await Store.Sessions.SweepAsync(The.Moment, The.Moment - TimeSpan.FromMinutes(1), 100, Never);

        Assert.Equal(2, touched);
        Assert.Equal(live, await FindAsync(live));
        Assert.Equal(EndReason.IdleExpired, (await FindAsync(idle)).EndReason);
        Assert.Equal(EndReason.Expired, (await FindAsync(expired)).EndReason);
        Assert.Null(await Store.Sessions.FindAsync(old.Id, Never));
        Assert.Equal(
            ["signed_out", "idle_expired", "expired"],
            (await ToldAsync(EventCatalogue.SessionEnded)).Select(told => told.Reason));
    }

    [Fact]
    public async Task Sweeping_takes_small_steps_until_it_is_done()
    {
        var user = await AddUserAsync();
        for (var count = 0; count < 7; count++)
        {
            await StartAsync(Some.Session(user.Id) with { IdleExpiresAt = The.Moment });
        }

        var steps = new List<int>();
        do
        {
            steps.Add(await Store.Sessions.SweepAsync(The.Moment, The.Moment, 3, Never));
        }
        while (steps[^1] == 3);

        Assert.Equal([3, 3, 1], steps);
        Assert.Equal(7, (await ToldAsync(EventCatalogue.SessionEnded)).Count);
    }

    private ValueTask<IReadOnlyList<Session>> EndAsync(EndScope scope) =>
        Store.Sessions.EndAsync(scope, EndReason.EndedByOperator, Template, Never);
}
