using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

public sealed class ProofKeysTests
{
    private const int Capacity = 320;

    private readonly ProofKeys _keys = new(Capacity);

    [Fact]
    public void A_key_that_proved_itself_is_at_hand_for_one_at_a_time()
    {
        var client = new ClientKey();
        var key = Proved(client);
        _keys.GiveBack(key);

        Assert.Same(key, _keys.Borrow(client.Thumbprint));
        Assert.Null(_keys.Borrow(client.Thumbprint));
        Assert.NotSame(key, Read(client));
    }

    [Fact]
    public void A_key_that_proved_nothing_is_not_kept()
    {
        var client = new ClientKey();
        var key = Read(client);
        Assert.False(key.Verify("something"u8, new byte[64]));
        _keys.GiveBack(key);

        Assert.Equal(0, _keys.Count);
        Assert.Throws<ObjectDisposedException>(() => key.Verify("something"u8, new byte[64]));
    }

    [Fact]
    public void Of_two_copies_one_is_kept()
    {
        var client = new ClientKey();
        var (one, other) = (Proved(client), Proved(client));
        _keys.GiveBack(one);
        _keys.GiveBack(other);

        Assert.Equal(1, _keys.Count);
        Assert.Same(one, _keys.Borrow(client.Thumbprint));
        Assert.Throws<ObjectDisposedException>(() => other.Verify("something"u8, new byte[64]));
    }

    [Fact]
    public void However_many_keys_come_so_many_are_kept()
    {
        for (var count = 0; count < Capacity * 3; count++)
        {
            _keys.GiveBack(Proved(new()));
        }

        Assert.InRange(_keys.Count, Capacity / 2, Capacity);
    }

    [Fact]
    public void A_key_in_use_outlives_those_that_are_not()
    {
        var client = new ClientKey();
        _keys.GiveBack(Proved(client));
        for (var count = 0; count < Capacity * 2; count++)
        {
            _keys.GiveBack(Proved(new()));
            var key = _keys.Borrow(client.Thumbprint);
            Assert.NotNull(key);
            _keys.GiveBack(key);
        }
    }

    [Fact]
    public void Many_threads_with_few_keys_never_share_one()
    {
        var clients = Enumerable.Range(0, 8).Select(_ => new ClientKey()).ToList();
        var lent = new System.Collections.Concurrent.ConcurrentDictionary<P256PublicKey, bool>();
        Parallel.For(0, 2000, number =>
        {
            var key = Proved(clients[number % clients.Count]);
            Assert.True(lent.TryAdd(key, true));
            Assert.True(lent.TryRemove(key, out _));
            _keys.GiveBack(key);
        });

        Assert.Equal(clients.Count, _keys.Count);
    }

    private P256PublicKey Proved(ClientKey client)
    {
        var key = Read(client);
        var proof = client.Proof();
        var dot = proof.LastIndexOf('.');
        Assert.True(key.Verify(
            Encoding.ASCII.GetBytes(proof[..dot]), Base64Url.DecodeFromChars(proof.AsSpan(dot + 1))));
        return key;
    }

    private P256PublicKey Read(ClientKey client)
    {
        using var jwk = JsonDocument.Parse(client.Jwk);
        return P256PublicKey.TryRead(jwk.RootElement, _keys)!;
    }
}
