using Tidelock.Events;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Events;

public abstract class ChainConformance : StoreConformance
{
    private static readonly UserId Anna = Some.User().Id;

    [Fact]
    public async Task Events_are_read_back_as_they_were_told()
    {
        var told = new[]
        {
            Some.Draft(Anna) with
            {
                Session = new(7),
                Reason = "because",
                Outcome = Outcome.Refused,
                Context = new("2001:db8::1", "Mozilla \u4e16\0", "anna"),
                Detail = [new("a", "1"), new("b", "\"two\"\n")],
            },
            new EventDraft { At = The.Moment, Kind = EventCatalogue.TokenReplayed, Actor = Actor.System },
        };
        var before = (await EventsAsync()).Count;

        await Store.Events.AppendAsync(told, Never);
        var read = (await EventsAsync()).Skip(before).ToList();

        Assert.Equal(2, read.Count);
        Assert.Equal(told[0].Detail, read[0].Draft.Detail);
        Assert.Equal(told[0], read[0].Draft with { Detail = told[0].Detail });
        Assert.Equal(told[1], read[1].Draft with { Detail = told[1].Detail });
        Assert.True(read[0].Position < read[1].Position);
    }

    [Fact]
    public async Task An_event_is_read_only_once_it_is_sealed()
    {
        await SealAsync();
        var sealedBefore = (await Store.Events.ReadAsync(new(), Never)).Count;
        await AppendAsync(3);

        Assert.Equal(sealedBefore, (await Store.Events.ReadAsync(new(), Never)).Count);
        await SealAsync();
        Assert.Equal(sealedBefore + 3, (await Store.Events.ReadAsync(new(), Never)).Count);
    }

    [Fact]
    public async Task Each_retention_class_has_a_chain_of_its_own_without_gaps()
    {
        await SealAsync();
        await AppendAsync(2);
        await Store.Events.AppendAsync([Some.Draft(Anna, EventCatalogue.TokenReplayed)], Never);
        await AppendAsync(1);

        var heads = await SealAsync();
        await AppendAsync(1);
        var next = Assert.Single(await SealAsync());

        Assert.Equal([RetentionClass.Audit, RetentionClass.Activity], heads.Select(head => head.Retention));
        Assert.Equal((1L, 1L, 1L), (heads[1].Number, heads[1].FirstLink, heads[1].LastLink));
        Assert.Equal(2, heads[0].LastLink - heads[0].FirstLink);
        Assert.Equal(
            (heads[0].Number + 1, heads[0].LastLink + 1, heads[0].Hash),
            (next.Number, next.FirstLink, next.PreviousHash));
    }

    [Fact]
    public async Task Sealing_takes_what_it_is_told_and_leaves_the_rest_waiting()
    {
        await SealAsync();
        await AppendAsync(5);

        var head = Assert.Single(await Store.Events.SealAsync(The.Signer, The.Moment, 3, Never));

        Assert.Equal(2, head.LastLink - head.FirstLink);
        Assert.Equal(2, (await VerifyAsync()).Waiting);
        Assert.Single(await SealAsync());
        Assert.Empty(await SealAsync());
    }

    [Fact]
    public async Task A_whole_chain_holds_also_when_the_store_was_closed_in_between()
    {
        await AppendAsync(3);
        await SealAsync();
        await Store.ReopenAsync();
        await AppendAsync(2);
        var heads = await SealAsync();

        var verdict = await VerifyAsync([.. heads]);

        Assert.True(verdict.Holds);
        Assert.Equal(heads[0].LastLink, verdict.EventsChecked);
        Assert.Equal(heads[0].Hash, Assert.Single(verdict.Heads).Hash);
    }

    [Fact]
    public async Task A_query_finds_by_user_session_kind_and_time_forwards_and_backwards()
    {
        var berta = Some.User("berta").Id;
        for (var minute = 0; minute < 6; minute++)
        {
            var kind = minute % 2 == 0 ? EventCatalogue.SignInFailed : EventCatalogue.SignInSucceeded;
            await Store.Events.AppendAsync(
                [
                    Some.Draft(minute < 4 ? Anna : berta, kind) with
                    {
                        At = The.Moment + TimeSpan.FromMinutes(minute),
                        Session = new((ulong)minute),
                    },
                ],
                Never);
        }

        await SealAsync();
        var all = await FindAsync(new() { Kinds = [EventCatalogue.SignInFailed, EventCatalogue.SignInSucceeded] });
        Assert.Equal([0, 1, 2, 3, 4, 5], all);
        Assert.Equal([4, 5], await FindAsync(new() { User = berta }));
        Assert.Equal([2], await FindAsync(new() { Session = new(2) }));
        Assert.Equal([0, 2], await FindAsync(new() { User = Anna, Kinds = [EventCatalogue.SignInFailed] }));
        Assert.Equal(
            [1, 2],
            await FindAsync(new()
            {
                From = The.Moment + TimeSpan.FromMinutes(1), Until = The.Moment + TimeSpan.FromMinutes(3),
            }));
        Assert.Equal([3, 2], await FindAsync(new() { User = Anna, NewestFirst = true, Limit = 2 }));
    }

    [Fact]
    public async Task A_cursor_goes_on_where_it_stopped_in_both_directions()
    {
        await AppendAsync(5);
        var all = await EventsAsync();

        var after = await Store.Events.ReadAsync(new() { After = all[1].Position, Limit = 2 }, Never);
        var before = await Store.Events.ReadAsync(
            new() { After = all[^1].Position, Limit = 2, NewestFirst = true }, Never);

        Assert.Equal([all[2].Position, all[3].Position], after.Select(one => one.Position));
        Assert.Equal([all[^2].Position, all[^3].Position], before.Select(one => one.Position));
    }

    [Fact]
    public async Task Too_many_facts_or_facts_out_of_order_are_refused_and_long_ones_cut()
    {
        var many = Enumerable.Range(0, 17).Select(index => KeyValuePair.Create($"{index:D2}", "x")).ToList();
        var draft = Some.Draft(Anna, EventCatalogue.SignInFailed);

        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(draft with { Detail = many }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => AppendAsync(draft with { Detail = [new("b", "1"), new("a", "1")] }));
        await AppendAsync(draft with { Detail = [new("long", new string('x', 1000))] });

        var kept = Assert.Single(await EventsAsync(EventCatalogue.SignInFailed));
        Assert.Equal(EventDraft.MaxDetailLength, kept.Draft.Detail[0].Value.Length);
    }

    [Fact]
    public async Task The_name_of_a_known_user_is_not_kept_with_what_strangers_did()
    {
        var tried = Some.Draft(Anna, EventCatalogue.SignInFailed) with
        {
            Actor = Actor.Anonymous,
            Context = Some.Context() with { Name = "anna" },
        };
        await AppendAsync(tried);
        await AppendAsync(tried with { User = null });

        var kept = await EventsAsync(EventCatalogue.SignInFailed);

        Assert.Equal([null, "anna"], kept.Select(one => one.Draft.Context!.Name));
    }

    private async Task<List<int>> FindAsync(EventQuery query) =>
        [.. (await Store.Events.ReadAsync(query, Never))
            .Where(one => one.Draft.Session is not null)
            .Select(one => (int)one.Draft.Session!.Value.Value)];

    private Task AppendAsync(EventDraft draft) => Store.Events.AppendAsync([draft], Never).AsTask();

    private async Task AppendAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await AppendAsync(Some.Draft(Anna));
        }
    }

    private ValueTask<AuditVerdict> VerifyAsync(params ChainHead[] known) =>
        Store.Events.VerifyAsync(The.Signer, known, Never);
}
