using System.Text.Json.Nodes;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Protocol;

/// <summary>The rows about the client's key, its proofs, and the key that tags the tokens.</summary>
public sealed class KeyTests : Scenario
{
    private static readonly Action<JsonObject, JsonObject>[] Faults =
    [
        (header, _) => header["typ"] = "jwt",
        (_, payload) => payload["iat"] = The.Moment.AddSeconds(-61).ToUnixTimeSeconds(),
        (_, payload) => payload["htm"] = "GET",
        (_, payload) => payload["htu"] = $"{The.PublicUrl}/api/v1/auth/logout",
    ];

    [Theory, Rows(Kinds.Bound, 4)]
    public async Task A_proof_that_is_not_good_is_met_with_a_nonce(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        foreach (var fault in Faults)
        {
            var url = The.PublicUrl + RefreshPath;
            var proof = client.Key!.Proof("POST", url, Server.Clock.GetUtcNow(), nonce: null, fault);
            Expect.NonceAsked(await RefreshAsync(client, proof));
        }

        Expect.NonceAsked(await RefreshAsync(client, "garbage"));
        Assert.Equal(0, (await Server.SessionOfAsync(client.RefreshToken!)).Generation.Value);
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Bound, 4)]
    public async Task A_proof_is_good_once(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var proof = client.Key!.Proof("POST", The.PublicUrl + RefreshPath, Server.Clock.GetUtcNow());
        var served = await RefreshAsync(client, proof);
        Expect.Served(served, channel);
        client.Keep(served);

        Expect.NonceAsked(await RefreshAsync(client, proof));
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Bound, 5, 9)]
    public async Task A_key_that_was_lost_is_replaced_after_a_day_and_its_return_ends_the_session(
        Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound, remember: true);
        var lostKey = client.Key;
        client.Key = new ProofKey();
        Server.Clock.Advance(TimeSpan.FromHours(23));
        await HeldAsync(client);
        Server.Clock.Advance(TimeSpan.FromHours(1));

        Expect.Served(await client.RefreshAsync(), channel);
        await WasToldAsync(EventCatalogue.SessionRebound);
        using var finder = client.Copy();
        finder.Key = lostKey;
        Expect.SignInRequired(await finder.RefreshAsync(), "binding_conflict");
        await IsOverAsync(client, "binding_conflict");
        await WasToldAsync(EventCatalogue.BindingConflict);
    }

    [Theory, Rows(Kinds.Unbound, 6)]
    public async Task A_token_of_a_stolen_tag_key_is_held_and_a_new_sign_in_is_not(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        await CompromiseAsync();

        await HeldAsync(client);
        Expect.Served(await client.SignInAsync(), channel);
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Bound, 6)]
    public async Task With_a_stolen_tag_key_only_the_proved_key_goes_on_and_only_as_far_as_was_issued(
        Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var stolen = Server.Ring;
        await CompromiseAsync();
        using var thief = client.Copy();

        await HeldAsync(thief);
        await HeldAsync(client, RunningServer.Forge(client.RefreshToken!, 1, stolen));
        await LivesOnAsync(client);
        Assert.Equal(1, Server.GenerationOf(client.RefreshToken!));
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Bound, 8)]
    public async Task From_another_network_a_proof_counts_with_a_nonce_only(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        using var onTheTrain = client.Copy(withKey: true, Elsewhere);

        Expect.NonceAsked(await onTheTrain.RefreshAsync());
        Assert.Equal(0, (await Server.SessionOfAsync(client.RefreshToken!)).Generation.Value);
        Expect.Served(await onTheTrain.RefreshAsync(), channel);
        await LivesOnAsync(onTheTrain);
    }

    [Theory, Rows(Kinds.Bound, 9)]
    public async Task A_bound_session_without_proof_is_held_and_goes_on(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        using var thief = client.Copy();

        await HeldAsync(thief);
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Bound, 9)]
    public async Task A_bound_session_with_another_key_is_held_and_goes_on(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        using var thief = client.Copy();
        thief.Key = new ProofKey();

        await HeldAsync(thief);
        await LivesOnAsync(client);
    }

    private static async Task<Reply> RefreshAsync(Client client, string proof)
    {
        using var request = client.Request(HttpMethod.Post, RefreshPath);
        request.Headers.Remove("DPoP");
        request.Headers.TryAddWithoutValidation("DPoP", proof);
        if (client.Channel == Channel.Body)
        {
            request.Content = new StringContent(
                $$"""{"refreshToken":"{{client.RefreshToken}}"}""", null, "application/json");
        }

        return await client.SendAsync(request);
    }

    private async Task CompromiseAsync()
    {
        var active = (await Server.Database.Keys.ListAsync(CancellationToken.None))
            .Single(key => key is { Purpose: KeyPurpose.Mac, State: KeyState.Active });
        Assert.Equal(
            CompromiseResult.Done,
            await Server.Get<KeyRingKeeper>().CompromiseAsync(
                KeyPurpose.Mac, active.Id, new(Actor.LocalOperator), CancellationToken.None));
    }
}
