using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Tidelock.Events;
using Tidelock.Keys;

namespace Tidelock.Tests.Keys;

public sealed class KeyRingKeeperTests
{
    private readonly InMemoryKeyStore _store = new();
    private readonly FakeTimeProvider _clock = The.Clock;

    [Fact]
    public void The_first_load_makes_the_keys_and_tells_of_them()
    {
        var keeper = Keeper();

        Assert.Equal(4, _store.Keys.Count);
        Assert.Equal(1, keeper.Current.Version);
        Assert.Equal(1, keeper.Current.ActiveMac.Id);
        Assert.Equal(2, keeper.Current.Published.Count);
        Assert.Equal(4, _store.Events.Count);
        Assert.All(_store.Events, told => Assert.Equal(EventCatalogue.KeyCreated, told.Kind));
        Assert.All(_store.Events, told => Assert.Equal(Actor.System, told.Actor));
        Assert.Equal(["id", "purpose", "state"], _store.Events[0].Detail.Select(pair => pair.Key));
    }

    [Fact]
    public async Task A_second_node_loads_the_same_keys()
    {
        var (one, two) = (Keeper(), Keeper());

        Assert.Equal(4, _store.Keys.Count);
        Assert.Equal(one.Current.ActiveSigning.Id, two.Current.ActiveSigning.Id);
        var head = one.Current.Sign("head"u8);
        Assert.True(two.Current.Verify("head"u8, The.Moment, head));
        Assert.False(await two.ReloadIfChangedAsync(default));
        await one.RotateNowAsync(KeyPurpose.Mac, new(Actor.LocalOperator), default);
        Assert.True(await two.ReloadIfChangedAsync(default));
        Assert.Equal(one.Current.ActiveMac.Id, two.Current.ActiveMac.Id);
    }

    [Fact]
    public void A_ring_that_was_not_loaded_is_a_bug_of_the_caller()
    {
        using var keeper = new KeyRingKeeper(
            _store, new SealerThatChecksTheId(), new SystemRandomSource(), _clock, new());
        Assert.Throws<InvalidOperationException>(() => keeper.Current);
    }

    [Fact]
    public async Task Of_two_nodes_that_find_the_first_keys_missing_one_makes_them()
    {
        using var late = new KeyRingKeeper(
            _store, new SealerThatChecksTheId(), new SystemRandomSource(), _clock, new());
        KeyRingKeeper? quick = null;
        _store.BeforeNextWrite = () =>
        {
            quick = Keeper();
            return Task.CompletedTask;
        };

        await late.LoadAsync(default);

        Assert.Equal(1, _store.Refused);
        Assert.Equal(4, _store.Keys.Count);
        Assert.Equal(quick!.Current.ActiveSigning.Id, late.Current.ActiveSigning.Id);
    }

    [Fact]
    public async Task Of_two_nodes_that_find_a_rotation_due_one_makes_it()
    {
        var (one, two) = (Keeper(), Keeper());
        _clock.Advance(TimeSpan.FromDays(30));
        _store.BeforeNextWrite = () => two.RotateDueAsync(default);

        await one.RotateDueAsync(default);

        Assert.Equal(1, _store.Refused);
        Assert.Single(_store.In(KeyPurpose.Signing, KeyState.Active));
        Assert.Single(_store.In(KeyPurpose.Signing, KeyState.Next));
        Assert.Single(_store.In(KeyPurpose.Signing, KeyState.Retired));
        Assert.Equal(two.Current.ActiveSigning.Id, one.Current.ActiveSigning.Id);
        Assert.Equal(two.Current.Version, one.Current.Version);
    }

    [Fact]
    public async Task A_key_lives_from_next_to_removed()
    {
        var keeper = Keeper(new() { SigningRotation = TimeSpan.FromDays(10) });
        var next = _store.In(KeyPurpose.Signing, KeyState.Next)[0].Id;
        var seen = new List<KeyState>();
        for (var hour = 0; hour < 24 * 21; hour++)
        {
            var state = _store.Keys.Single(key => key.Id == next).State;
            if (seen.LastOrDefault() != state)
            {
                seen.Add(state);
            }

            Assert.Equal(state != KeyState.Removed, keeper.Current.FindSigning(
                System.Text.Encoding.UTF8.GetBytes(next)) is not null);
            _clock.Advance(TimeSpan.FromHours(1));
            await keeper.RotateDueAsync(default);
        }

        Assert.Equal([KeyState.Next, KeyState.Active, KeyState.Retired, KeyState.Removed], seen);
        var removed = _store.Keys.Single(key => key.Id == next);
        Assert.Empty(removed.SealedSecret);
        Assert.NotEmpty(removed.PublicKey);
    }

    [Fact]
    public async Task Nothing_due_writes_nothing()
    {
        var keeper = Keeper();
        await keeper.RotateDueAsync(default);
        Assert.Equal(1, await _store.VersionAsync(default));
    }

    [Fact]
    public async Task A_compromised_signing_key_is_gone_at_once()
    {
        var keeper = Keeper();
        var (bad, next) = (keeper.Current.ActiveSigning, _store.In(KeyPurpose.Signing, KeyState.Next)[0].Id);
        var before = keeper.Current.Sign("head"u8);
        _clock.Advance(TimeSpan.FromHours(3));
        var actor = Actor.Operator(The.User);

        Assert.Equal(
            CompromiseResult.Done, await keeper.CompromiseAsync(KeyPurpose.Signing, bad.Id, new(actor), default));

        var ring = keeper.Current;
        Assert.Equal(next, ring.ActiveSigning.Id);
        Assert.DoesNotContain(bad.Id, ring.Published.Select(key => key.Id));
        Assert.Equal(2, ring.Published.Count);
        Assert.Null(ring.FindSigning(System.Text.Encoding.UTF8.GetBytes(bad.Id)));
        Assert.True(ring.Verify("head"u8, The.Moment, before));
        Assert.False(ring.Verify("head"u8, The.Moment.AddHours(3), before));
        var told = _store.Events[4];
        Assert.Equal(EventCatalogue.KeyCompromised, told.Kind);
        Assert.Equal(actor, told.Actor);
        Assert.Equal(new("from", "active"), told.Detail[0]);
        Assert.Equal(new("state", "removed"), told.Detail[3]);
        Assert.Equal(
            [EventCatalogue.KeyTransitioned, EventCatalogue.KeyCreated],
            _store.Events.Skip(5).Select(each => each.Kind));
    }

    [Fact]
    public async Task A_compromised_MAC_key_is_marked_and_replaced_and_goes_on_checking()
    {
        var keeper = Keeper();

        Assert.Equal(
            CompromiseResult.Done, await keeper.CompromiseAsync(KeyPurpose.Mac, "1", Initiator.System, default));

        Assert.Equal(2, keeper.Current.ActiveMac.Id);
        Assert.True(keeper.Current.FindMac(1)!.IsCompromised);
        Assert.False(keeper.Current.ActiveMac.IsCompromised);
        Assert.Equal(
            CompromiseResult.AlreadyCompromised,
            await keeper.CompromiseAsync(KeyPurpose.Mac, "1", new(Actor.LocalOperator), default));
        Assert.Equal(
            CompromiseResult.NotFound, await keeper.CompromiseAsync(KeyPurpose.Mac, "9", Initiator.System, default));
    }

    [Fact]
    public async Task An_id_is_never_used_twice()
    {
        var keeper = Keeper();
        var seen = new HashSet<byte> { keeper.Current.ActiveMac.Id };
        while (await keeper.RotateNowAsync(KeyPurpose.Mac, Initiator.System, default) == RotateResult.Done)
        {
            Assert.True(seen.Add(keeper.Current.ActiveMac.Id));
        }

        Assert.Equal(KeyRotation.MaxMacId, seen.Count);
        Assert.Equal(
            CompromiseResult.NoIdLeft, await keeper.CompromiseAsync(KeyPurpose.Mac, "255", Initiator.System, default));
        Assert.Equal(255, keeper.Current.ActiveMac.Id);
    }

    [Fact]
    public async Task Heads_outlive_the_keys_that_signed_them_and_no_other_context_passes_for_one()
    {
        var keeper = Keeper();
        var head = keeper.Current.Sign("head"u8);
        var raw = new byte[SigningKey.SignatureLength];
        keeper.Current.ActiveSigning.Sign("head"u8, raw);
        for (var month = 0; month < 3; month++)
        {
            _clock.Advance(TimeSpan.FromDays(31));
            await keeper.RotateDueAsync(default);
        }

        Assert.Equal(KeyState.Removed, _store.Keys.Single(key => key.Id == head.KeyId).State);
        Assert.True(keeper.Current.Verify("head"u8, The.Moment, head));
        Assert.False(keeper.Current.Verify("other"u8, The.Moment, head));
        Assert.False(keeper.Current.Verify("head"u8, The.Moment, new(head.KeyId, raw)));
        Assert.False(keeper.Current.Verify("head"u8, The.Moment, new("unknown", head.Bytes)));
        Assert.False(keeper.Current.Verify("head"u8, The.Moment, new(head.KeyId, head.Bytes[1..])));
        Assert.False(keeper.Current.Verify(new byte[KeyRing.MaxHeadLength + 1], The.Moment, head));
    }

    [Fact]
    public async Task A_key_that_does_not_open_stops_the_load()
    {
        _ = Keeper();
        var stolen = _store.In(KeyPurpose.Mac, KeyState.Active)[0] with
        {
            SealedSecret = _store.In(KeyPurpose.Mac, KeyState.Next)[0].SealedSecret,
        };
        Assert.True(await _store.TryWriteAsync([stolen], 1, [], default));

        Assert.Throws<CryptographicException>(() => Keeper());
    }

    [Fact]
    public void Keys_print_nothing_of_themselves()
    {
        var ring = Keeper().Current;
        Assert.Equal("(MAC key 1)", ring.ActiveMac.ToString());
        Assert.Equal($"(signing key {ring.ActiveSigning.Id})", ring.ActiveSigning.ToString());
    }

    [Fact]
    public async Task A_key_that_only_checks_does_not_sign()
    {
        var keeper = Keeper();
        await keeper.RotateNowAsync(KeyPurpose.Signing, Initiator.System, default);
        var retired = keeper.Current.Published.Single(key => key.State == KeyState.Retired);
        Assert.Throws<InvalidOperationException>(() => retired.Sign("x"u8, new byte[64]));
    }

    private KeyRingKeeper Keeper(KeyPolicy? policy = null) => Some.Keeper(_store, _clock, policy);
}
