using Tidelock.Events;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Protocol;

/// <summary>Tokens newer than any that the store knows of: after a restore, after a roll-back, and forged.</summary>
public sealed class AheadOfTheStoreTests : Scenario
{
    private const int MaxCatchUp = 10_000;

    [Theory, Rows(Kinds.Every, 11)]
    public async Task After_a_restore_nobody_is_followed_further_than_anybody_can_have_come(
        Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        await Server.RestoreAsync(await Server.BackupAsync(), ServerSetup.WithoutLimits());
        var tooFar = Server.Forge(client.RefreshToken!, MaxCatchUp + 1);
        using var forger = client.Copy(withKey: true);

        Expect.SignInRequired(await forger.RefreshAsync(tooFar), "invalid_token");
        await WasToldAsync(EventCatalogue.TokenForged);
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Every, 12)]
    public async Task A_generation_that_can_not_have_been_issued_ends_the_session(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var forged = Server.Forge(client.RefreshToken!, bound ? MaxCatchUp + 1 : 1);

        Expect.SignInRequired(await client.RefreshAsync(forged), "forged_generation");
        await WasToldAsync(EventCatalogue.TokenForged);
        await IsOverAsync(client, "forged_generation");
    }

    [Theory, Rows(Kinds.Unbound, 13)]
    public async Task After_a_restore_another_device_is_not_followed(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        await RestoreAfterAsync(client, rotations: 2);
        using var other = client.Copy();
        other.UserAgent = The.Chrome;

        await HeldAsync(other);
        Expect.Served(await client.RefreshAsync(), channel);
        Assert.Equal(3, Server.GenerationOf(client.RefreshToken!));
    }

    [Theory, Rows(Kinds.Every, 14)]
    public async Task After_a_restore_a_client_that_is_ahead_is_followed_once(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        await RestoreAfterAsync(client, rotations: 3);

        Expect.Served(await client.RefreshAsync(), channel);
        Assert.Equal(4, Server.GenerationOf(client.RefreshToken!));
        await WasToldAsync(EventCatalogue.TokenCaughtUp);
        await LivesOnAsync(client);
        if (!bound)
        {
            Expect.SignInRequired(
                await client.RefreshAsync(Server.Forge(client.RefreshToken!, 7)), "forged_generation");
        }
    }

    [Theory, Rows(Kinds.Every, 14)]
    public async Task After_a_restore_the_longest_way_is_still_followed(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        await Server.RestoreAsync(await Server.BackupAsync(), ServerSetup.WithoutLimits());

        Expect.Served(await client.RefreshAsync(Server.Forge(client.RefreshToken!, MaxCatchUp)), channel);
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Bound, 14)]
    public async Task A_store_that_was_put_back_behind_everybodys_back_is_noticed(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);

        Expect.Served(await client.RefreshAsync(Server.Forge(client.RefreshToken!, 7)), channel);
        Assert.Equal(8, Server.GenerationOf(client.RefreshToken!));
        await WasToldAsync(EventCatalogue.StoreRolledBack);
        await LivesOnAsync(client);
    }

    private async Task RestoreAfterAsync(Client client, int rotations)
    {
        var backup = await Server.BackupAsync();
        for (var count = 0; count < rotations; count++)
        {
            Expect.Served(await client.RefreshAsync(), client.Channel);
        }

        await Server.RestoreAsync(backup, ServerSetup.WithoutLimits());
    }
}
