using Tidelock.Events;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Events;

public abstract class ErasureConformance : StoreConformance
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Erasing_a_person_leaves_the_events_and_a_chain_that_holds()
    {
        var session = await StartAsync();
        var before = await EventsAsync();

        await EraseAsync(session.User, Actor.LocalOperator);

        var verdict = await VerifyAsync();
        Assert.True(verdict.Holds, string.Join(", ", verdict.Breaks));
        Assert.True(verdict.Erased > 0);
        var after = await EventsAsync();
        Assert.Equal(before.Select(one => one.Position), after.Take(before.Count).Select(one => one.Position));
        Assert.All(
            after.Where(one => one.Draft.Actor == Actor.Of(session.User)), one => Assert.Null(one.Draft.Context));
        Assert.Equal(
            ["session.ended", "user.erased"],
            after.Skip(before.Count).Select(one => one.Draft.Kind.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Erasing_a_person_deletes_the_row_the_sessions_and_the_links()
    {
        var session = await StartAsync();
        var link = new OneTimeLink(
            Digest.Of("t"u8), LinkPurpose.PasswordReset, session.User, The.Moment + Day);
        await Store.Users.AddLinkAsync(link, Some.Draft(session.User, EventCatalogue.LinkIssued), Never);

        Assert.Equal(UserChange.Done, await EraseAsync(session.User, Actor.Of(session.User)));

        Assert.Null(await Store.Users.FindAsync(session.User, Never));
        Assert.Null(await Store.Sessions.FindAsync(session.Id, Never));
        Assert.Null(await Store.Users.FindLinkAsync(link.TokenHash, The.Moment, Never));
        Assert.Equal(0, await Store.NumberAsync("SELECT count(*) FROM personal_parts WHERE owner_id IS NOT NULL"));
        Assert.Equal(UserChange.NotFound, await EraseAsync(session.User, Actor.LocalOperator));
        await SealAsync();
        Assert.True((await VerifyAsync()).Holds);
    }

    [Fact]
    public async Task Erasure_does_not_cover_the_tracks_of_others()
    {
        var user = await AddUserAsync();
        var stranger = new PersonalContext("192.0.2.66", "curl", null);
        await Store.Events.AppendAsync(
            [
                Some.Draft(user.Id, EventCatalogue.SignInFailed) with
                {
                    Actor = Actor.Anonymous, Context = stranger with { Name = "anna" },
                },
                Some.DraftByOperator(user.Id, EventCatalogue.UserRolesChanged),
            ],
            Never);

        await EraseAsync(user.Id, Actor.LocalOperator);

        var kept = await EventsAsync(EventCatalogue.SignInFailed, EventCatalogue.UserRolesChanged);
        Assert.Equal(stranger, kept[0].Draft.Context);
        Assert.Equal("198.51.100.200", kept[1].Draft.Context!.Address);
        Assert.True((await VerifyAsync()).Holds);
    }

    [Fact]
    public async Task What_a_person_had_under_way_while_they_were_erased_brings_nothing_personal_back()
    {
        var user = (await AddUserAsync()).Id;
        await EraseAsync(user, Actor.LocalOperator);

        await Store.Events.AppendAsync(
            [
                Some.Draft(user, EventCatalogue.PasswordChangeRefused),
                Some.Draft(user, EventCatalogue.EventsExported) with { Actor = Actor.Operator(user), User = null },
            ],
            Never);

        Assert.All(
            await EventsAsync(EventCatalogue.PasswordChangeRefused, EventCatalogue.EventsExported),
            told => Assert.Null(told.Draft.Context));
        Assert.Equal(0, await Store.NumberAsync("SELECT count(*) FROM personal_parts WHERE owner_id IS NOT NULL"));
        Assert.True((await VerifyAsync()).Holds);
    }

    [Fact]
    public async Task The_chains_hold_while_an_erasure_still_waits_for_its_seal()
    {
        var session = await StartAsync();
        await SealAsync();

        await EraseAsync(session.User, Actor.LocalOperator);

        var verdict = await VerifyAsync();
        Assert.True(verdict.Waiting > 0);
        Assert.True(verdict.Holds, string.Join(", ", verdict.Breaks));
    }

    [Fact]
    public async Task An_erasure_is_kept_for_as_long_as_the_other_chain_needs_it()
    {
        var user = (await AddUserAsync()).Id;
        await Store.Events.AppendAsync([Some.Draft(user, Activity)], Never);
        await SealAsync();
        await EraseAsync(user, Actor.LocalOperator);
        await SealAsync();
        await Store.Events.AppendAsync([At(The.Moment + Day)], Never);
        await SealAsync();

        await Store.Events.CutAsync(RetentionClass.Audit, The.Moment + Day, The.Moment + Day, Never);
        await SealAsync();
        var verdict = await VerifyAsync();
        Assert.True(verdict.Holds, string.Join(", ", verdict.Breaks));
        Assert.Single(await EventsAsync(EventCatalogue.UserErased));

        await Store.Events.CutAsync(RetentionClass.Activity, The.Moment + Day, The.Moment + Day, Never);
        await Store.Events.CutAsync(RetentionClass.Audit, The.Moment + Day, The.Moment + Day, Never);
        Assert.Empty(await EventsAsync(EventCatalogue.UserErased));
        Assert.True((await VerifyAsync()).Holds);
    }

    [Fact]
    public async Task What_the_chains_can_not_do_without_is_told_also_when_no_audit_log_is_kept()
    {
        var user = (await AddUserAsync()).Id;
        await Store.Events.AppendAsync([At(The.Moment)], Never);
        await SealAsync();
        Store.Events.SwitchOff();

        await EraseAsync(user, Actor.LocalOperator);
        await SealAsync();
        Assert.True((await VerifyAsync()).Holds);

        await Store.Events.CutAsync(RetentionClass.Audit, The.Moment + Day, The.Moment + Day, Never);
        Assert.Equal(["events.cut"], (await EventsAsync()).Select(one => one.Draft.Kind.Name));
        Assert.True((await VerifyAsync()).Holds);
    }

    [Fact]
    public async Task A_store_that_never_kept_an_audit_log_keeps_none_of_an_erasure()
    {
        Store.Events.SwitchOff();
        var user = (await AddUserAsync()).Id;
        var before = (await EventsAsync()).Count;

        await EraseAsync(user, Actor.LocalOperator);

        Assert.Equal(before, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task Cutting_takes_whole_seals_and_the_rest_still_holds()
    {
        for (var day = 0; day < 4; day++)
        {
            var at = The.Moment + (day * Day);
            await Store.Events.AppendAsync([At(at), At(at + TimeSpan.FromHours(1))], Never);
            await SealAsync();
        }

        var removed = await Store.Events.CutAsync(
            RetentionClass.Audit, The.Moment + (2 * Day), The.Moment + (5 * Day), Never);
        var heads = await SealAsync();

        Assert.Equal(5, removed);
        var verdict = await VerifyAsync([.. heads]);
        Assert.True(verdict.Holds, string.Join(", ", verdict.Breaks));
        Assert.Equal(5, verdict.EventsChecked);
        Assert.Equal(The.Moment + (2 * Day), (await EventsAsync())[0].Draft.At);
        Assert.Equal("5", Assert.Single(await EventsAsync(EventCatalogue.EventsCut)).Draft.Detail
            .Single(fact => fact.Key == "removed").Value);
    }

    [Fact]
    public async Task A_seal_with_one_young_event_stays_whole()
    {
        await SealAsync();
        await Store.Events.AppendAsync([At(The.Moment), At(The.Moment + (2 * Day))], Never);
        await SealAsync();

        var removed = await Store.Events.CutAsync(RetentionClass.Audit, The.Moment + Day, The.Moment + Day, Never);

        Assert.Equal(1, removed);
        Assert.True((await VerifyAsync()).Holds);
    }

    [Fact]
    public async Task Both_chains_can_be_cut_again_and_again_down_to_nothing()
    {
        for (var round = 1; round <= 3; round++)
        {
            var now = The.Moment + (round * Day);
            await Store.Events.AppendAsync([At(now - Day), At(now - Day) with { Kind = Activity }], Never);
            await SealAsync();
            await Store.Events.CutAsync(RetentionClass.Activity, now, now, Never);
            await Store.Events.CutAsync(RetentionClass.Audit, now, now, Never);
            await SealAsync();

            var verdict = await VerifyAsync();
            Assert.True(verdict.Holds, $"Round {round}: {string.Join(", ", verdict.Breaks)}");
        }

        Assert.Equal(0, await Store.Events.CutAsync(RetentionClass.Activity, The.Moment, The.Moment, Never));
    }

    [Fact]
    public async Task Positions_are_never_given_twice_however_much_is_cut()
    {
        await Store.Events.AppendAsync([At(The.Moment)], Never);
        var last = (await EventsAsync())[^1].Position;
        await Store.Events.CutAsync(RetentionClass.Audit, The.Moment + Day, The.Moment + Day, Never);

        await Store.Events.AppendAsync([At(The.Moment)], Never);

        Assert.True((await EventsAsync())[^1].Position > last);
    }

    [Fact]
    public async Task A_cut_that_no_event_tells_of_is_named()
    {
        for (var count = 0; count < 3; count++)
        {
            await Store.Events.AppendAsync([At(The.Moment)], Never);
            await SealAsync();
        }

        await Store.TamperAsync(
            "DELETE FROM events WHERE link <= (SELECT last_link FROM seals WHERE number = 2);"
            + "DELETE FROM seals WHERE number < 2");

        Assert.Equal("deleted", Assert.Single((await VerifyAsync()).Breaks).Kind);
    }

    private static EventKind Activity => EventCatalogue.TokenReplayed;

    private static EventDraft At(DateTimeOffset at) =>
        Some.Draft(Some.User().Id, EventCatalogue.SignInFailed) with { At = at };

    private ValueTask<UserChange> EraseAsync(UserId user, Actor actor) => Store.Users.EraseAsync(
        user, Some.Draft(user, EventCatalogue.UserErased) with { Actor = actor }, Never);

    private ValueTask<AuditVerdict> VerifyAsync(params ChainHead[] known) =>
        Store.Events.VerifyAsync(The.Signer, known, Never);
}
