using Tidelock.Events;
using Tidelock.Keys;

namespace Tidelock.Storage.Tests.Keys;

public abstract class KeyConformance : StoreConformance
{
    [Fact]
    public async Task Keys_are_read_back_as_they_were_written_oldest_first()
    {
        var younger = Some.Key("b", KeyState.Next) with { CreatedAt = The.Moment + TimeSpan.FromDays(1) };
        var older = Some.Key("a", KeyState.Retired) with
        {
            RetiredAt = The.Moment, CompromisedAt = The.Moment, Purpose = KeyPurpose.Mac, PublicKey = [],
        };

        Assert.True(await WriteAsync(0, younger, older));

        var read = await Store.Keys.ListAsync(Never);
        Assert.Equal(["a", "b"], read.Select(key => key.Id));
        Assert.Equivalent(new[] { older, younger }, read, strict: true);
    }

    [Fact]
    public async Task A_changed_key_keeps_its_place_and_its_public_part()
    {
        await WriteAsync(0, Some.Key("a"), Some.Key("b"));

        await WriteAsync(1, Some.Key("a") with { State = KeyState.Removed, SealedSecret = [], PublicKey = [9] });

        var read = await Store.Keys.ListAsync(Never);
        Assert.Equal(["a", "b"], read.Select(key => key.Id));
        Assert.Equal((KeyState.Removed, 0, 3), (read[0].State, read[0].SealedSecret.Length, read[0].PublicKey.Length));
    }

    [Fact]
    public async Task The_same_id_may_serve_two_purposes()
    {
        await WriteAsync(0, Some.Key("1"), Some.Key("1") with { Purpose = KeyPurpose.Mac });

        Assert.Equal(2, (await Store.Keys.ListAsync(Never)).Count);
    }

    [Fact]
    public async Task A_write_on_another_version_changes_nothing()
    {
        Assert.Equal(0, await Store.Keys.VersionAsync(Never));
        Assert.True(await WriteAsync(0, Some.Key("a")));

        Assert.False(await WriteAsync(0, Some.Key("b")));

        Assert.Equal(1, await Store.Keys.VersionAsync(Never));
        Assert.Equal(["a"], (await Store.Keys.ListAsync(Never)).Select(key => key.Id));
        Assert.Single(await EventsAsync(EventCatalogue.KeyCreated));
    }

    [Fact]
    public async Task Of_many_writers_at_once_one_wins()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            index => Task.Run(() => WriteAsync(0, Some.Key($"{index}")).AsTask())));

        Assert.Single(won, true);
    }

    [Fact]
    public async Task Protection_keys_are_kept_in_their_order()
    {
        Assert.Empty(Store.Keys.ReadProtectionKeys());

        await Task.Run(() => Store.Keys.AddProtectionKey("one", "<key id='1'/>"), Never);
        Store.Keys.AddProtectionKey("two", "<key id='2'/>");
        await Store.ReopenAsync();

        Assert.Equal(["<key id='1'/>", "<key id='2'/>"], Store.Keys.ReadProtectionKeys());
    }

    private ValueTask<bool> WriteAsync(long version, params KeyRecord[] keys) => Store.Keys.TryWriteAsync(
        keys, version,
        [new() { At = The.Moment, Kind = EventCatalogue.KeyCreated, Actor = Actor.System }], Never);
}
