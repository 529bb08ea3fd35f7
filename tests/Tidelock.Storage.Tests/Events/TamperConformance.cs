using Tidelock.Events;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Events;

/// <summary>Somebody with the database's password works on the audit log; the verifier names what was done.</summary>
public abstract class TamperConformance : StoreConformance
{
    private static readonly UserId Anna = Some.User().Id;

    private ChainHead _head = null!;

    /// <summary>Eight audit events of Anna and what the store told of itself, in four seals.</summary>
    private async Task FillAsync()
    {
        for (var seal = 0; seal < 4; seal++)
        {
            await Store.Events.AppendAsync(
                [
                    Some.Draft(Anna, EventCatalogue.SignInSucceeded),
                    Some.Draft(Anna, EventCatalogue.SessionStarted) with { Context = new("198.51.100.9", null, null) },
                ],
                Never);
            _head = (await SealAsync())[^1];
        }

        Assert.True((await VerifyAsync()).Holds);
    }

    [Theory]
    [InlineData("reason = 'a nicer one'")]
    [InlineData("at = at + 1")]
    [InlineData("kind = 'signin.failed'")]
    [InlineData("kind = 'no.such.kind'")]
    [InlineData("outcome = 2")]
    [InlineData("actor_kind = 1")]
    [InlineData("actor_id = NULL")]
    [InlineData("user_id = NULL")]
    [InlineData("session_id = NULL, detail = '{\"a\":\"b\"}'")]
    [InlineData("detail = 'not even json'")]
    [InlineData("commitment = NULL, personal_number = NULL")]
    public async Task A_changed_row_is_named(string change)
    {
        await FillAsync();
        await Store.TamperAsync($"UPDATE events SET {change} WHERE retention = 1 AND link = 5");

        await AssertBrokenAsync("changed", 5);
    }

    [Fact]
    public async Task A_row_that_was_moved_to_another_place_is_named()
    {
        await FillAsync();
        await Store.TamperAsync("UPDATE events SET position = position + 100 WHERE retention = 1 AND link = 4");

        await AssertBrokenAsync("changed", 4);
    }

    [Fact]
    public async Task Two_rows_that_changed_places_are_named()
    {
        await FillAsync();
        await Store.TamperAsync(
            "UPDATE events SET link = -1 WHERE link = 3; UPDATE events SET link = 3 WHERE link = 4;"
            + "UPDATE events SET link = 4 WHERE link = -1");

        await AssertBrokenAsync("changed", 3);
    }

    [Fact]
    public async Task A_deleted_row_is_named()
    {
        await FillAsync();
        await Store.TamperAsync("DELETE FROM events WHERE retention = 1 AND link = 4");

        await AssertBrokenAsync("deleted", 4);
    }

    [Fact]
    public async Task A_deleted_beginning_is_named()
    {
        await FillAsync();
        await Store.TamperAsync("DELETE FROM events WHERE link <= 3; DELETE FROM seals WHERE number = 1");

        await AssertBrokenAsync("deleted", 1);
    }

    [Fact]
    public async Task A_cut_tail_is_named()
    {
        await FillAsync();
        await Store.TamperAsync($"DELETE FROM events WHERE retention = 1 AND link >= {_head.LastLink}");

        await AssertBrokenAsync("cut", _head.LastLink);
    }

    [Fact]
    public async Task A_tail_without_its_seal_is_named()
    {
        await FillAsync();
        await Store.TamperAsync($"DELETE FROM seals WHERE retention = 1 AND number = {_head.Number}");

        await AssertBrokenAsync("cut", _head.FirstLink);
    }

    [Fact]
    public async Task A_tail_that_was_cut_with_its_seal_is_found_by_a_head_from_outside()
    {
        await FillAsync();
        await Store.TamperAsync(
            $"DELETE FROM events WHERE retention = 1 AND link >= {_head.FirstLink};"
            + $"DELETE FROM seals WHERE retention = 1 AND number = {_head.Number}");

        Assert.True((await VerifyAsync()).Holds);
        await AssertBrokenAsync("cut", _head.FirstLink, _head);
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_is_found_by_a_head_from_outside()
    {
        await FillAsync();
        await Store.TamperAsync(
            $"DELETE FROM events WHERE retention = 1 AND link >= {_head.FirstLink};"
            + $"DELETE FROM seals WHERE retention = 1 AND number = {_head.Number}");
        await Store.Events.AppendAsync([Some.Draft(Anna), Some.Draft(Anna)], Never);
        await SealAsync();

        Assert.True((await VerifyAsync()).Holds);
        await AssertBrokenAsync("head_unknown", _head.FirstLink, _head);
    }

    [Fact]
    public async Task A_head_that_another_key_signed_is_named()
    {
        await FillAsync();
        var foreign = new HeadSigner("the-key");
        await Store.TamperAsync(
            $"UPDATE seals SET signature = x'{Convert.ToHexString(foreign.Sign("x"u8).Bytes.Span)}' WHERE number = 2");

        var found = Assert.Single((await VerifyAsync()).Breaks);
        Assert.Equal("head_forged", found.Kind);
    }

    [Theory]
    [InlineData("sealed_at = sealed_at + 1")]
    [InlineData("last_link = last_link + 1")]
    [InlineData("hash = previous_hash")]
    [InlineData("key_id = 'another'")]
    public async Task A_changed_head_is_named(string change)
    {
        await FillAsync();
        await Store.TamperAsync($"UPDATE seals SET {change} WHERE retention = 1 AND number = 2");

        var found = Assert.Single((await VerifyAsync()).Breaks);
        Assert.Equal("head_forged", found.Kind);
    }

    [Fact]
    public async Task A_known_head_that_was_never_signed_is_named()
    {
        await FillAsync();

        await AssertBrokenAsync("head_forged", _head.FirstLink, _head with { SealedAt = The.Moment.AddDays(1) });
    }

    [Theory]
    [InlineData("address = '192.0.2.66'")]
    [InlineData("user_agent = NULL")]
    [InlineData("salt = x'00000000000000000000000000000000'")]
    public async Task A_changed_personal_part_is_named(string change)
    {
        await FillAsync();
        await Store.TamperAsync($"UPDATE personal_parts SET {change} WHERE address = '203.0.113.7'");

        var found = Assert.Single((await VerifyAsync()).Breaks);
        Assert.Equal("personal_changed", found.Kind);
    }

    [Fact]
    public async Task A_personal_part_that_is_missing_without_an_erasure_is_named()
    {
        await FillAsync();
        await Store.TamperAsync("DELETE FROM personal_parts WHERE address = '203.0.113.7'");

        var found = Assert.Single((await VerifyAsync()).Breaks);
        Assert.Equal("personal_missing", found.Kind);
    }

    [Fact]
    public async Task A_personal_part_that_is_missing_of_an_event_after_the_erasure_is_named()
    {
        await FillAsync();
        await Store.Users.AddAsync(Some.User(Anna), null, Some.Draft(Anna), Never);
        await Store.Users.EraseAsync(Anna, Some.Draft(Anna, EventCatalogue.UserErased), Never);
        await Store.Users.AddAsync(Some.User(Anna), null, Some.Draft(Anna) with { Context = null }, Never);
        await Store.Events.AppendAsync([Some.Draft(Anna, EventCatalogue.SignInFailed)], Never);
        var after = (await SealAsync())[^1].LastLink;
        await Store.TamperAsync("DELETE FROM users");
        Assert.True((await VerifyAsync()).Holds);

        await Store.TamperAsync("DELETE FROM personal_parts");

        await AssertBrokenAsync("personal_missing", after);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_erasure_that_somebody_added_explains_nothing_while_the_account_is_there(bool isSealed)
    {
        await Store.Users.AddAsync(Some.User(Anna), null, Some.Draft(Anna), Never);
        await FillAsync();

        await EraseByHandAsync(retention: "1", link: "NULL");
        if (isSealed)
        {
            await SealAsync();
        }

        await AssertPersonalPartIsMissedAsync();
    }

    [Theory]
    [InlineData("1", "-1")]
    [InlineData("1", "1000")]
    [InlineData("1", "'z'")]
    [InlineData("2", "-1")]
    [InlineData("7", "5")]
    public async Task An_erasure_outside_of_its_chain_explains_nothing(string retention, string link)
    {
        await FillAsync();

        await EraseByHandAsync(retention, link);

        await AssertPersonalPartIsMissedAsync();
    }

    [Fact]
    public async Task An_erasure_that_was_moved_behind_later_events_is_named()
    {
        await FillAsync();
        await Store.Users.AddAsync(Some.User(Anna), null, Some.Draft(Anna), Never);
        await Store.Users.EraseAsync(Anna, Some.Draft(Anna, EventCatalogue.UserErased), Never);
        await Store.Events.AppendAsync([Some.Draft(Anna, EventCatalogue.SignInFailed)], Never);
        var after = (await SealAsync())[^1].LastLink;

        await Store.TamperAsync(
            "DELETE FROM personal_parts; UPDATE events SET position = position + 100 WHERE kind = 'user.erased'");

        await AssertBrokenAsync("changed", after - 1);
    }

    [Fact]
    public async Task Another_stores_chain_does_not_pass_for_this_ones()
    {
        await FillAsync();
        await Store.TamperAsync("UPDATE store_meta SET value = x'00112233445566778899aabbccddeeff' "
            + "WHERE name = 'store_id'");

        await AssertBrokenAsync("head_forged", 1);
    }

    private async Task EraseByHandAsync(string retention, string link) => await Store.TamperAsync(
        $"""
         INSERT INTO events (retention, link, at, kind, outcome, actor_kind, user_id, hash)
         VALUES ({retention}, {link}, 0, 'user.erased', 1, 4, x'{Anna.Value:X32}', zeroblob(32));
         DELETE FROM personal_parts WHERE owner_id = x'{Anna.Value:X32}'
         """);

    private async Task AssertPersonalPartIsMissedAsync() =>
        Assert.Equal("personal_missing", Assert.Single((await VerifyAsync()).Breaks).Kind);

    private async Task AssertBrokenAsync(string kind, long link, params ChainHead[] known)
    {
        var found = Assert.Single((await VerifyAsync(known)).Breaks);
        Assert.Equal((RetentionClass.Audit, kind, link), (found.Retention, found.Kind, found.Link));
    }

    private ValueTask<AuditVerdict> VerifyAsync(params ChainHead[] known) =>
        Store.Events.VerifyAsync(The.Signer, known, Never);
}
