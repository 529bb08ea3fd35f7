using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Tests.Sessions.Races;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>
/// Races as chance will have them, many times over. What happens at each point between a commit and an answer, one by
/// one and without chance, stands in <c>Races/</c>.
/// </summary>
public sealed class ConcurrencyTests(RaceServers servers) : IClassFixture<RaceServers>
{
    private const int Parallel = 64;
    private const int Rounds = 200;
    private const int RefreshesPerRound = 4;

    [Theory]
    [InlineData(Channel.Cookie, false)]
    [InlineData(Channel.Cookie, true)]
    [InlineData(Channel.Body, false)]
    [InlineData(Channel.Body, true)]
    public async Task Parallel_refreshes_of_one_token_make_one_rotation(Channel channel, bool bound)
    {
        await using var stage = await Stage.OpenAsync(servers, channel, bound);
        var before = (await stage.Server.SessionOfAsync(stage.Token)).Generation;

        var replies = await Task.WhenAll(
            Enumerable.Range(0, Parallel).Select(_ => stage.Victim.RefreshAndLoseAnswerAsync(stage.Token)));

        Assert.All(replies, reply => Expect.Served(reply, channel));
        Assert.Single(replies.Select(stage.TokenIn).Distinct());
        Assert.Equal(before.Next, (await stage.Server.SessionOfAsync(stage.Token)).Generation);
    }

    [Theory]
    [InlineData("sign-out", Channel.Cookie)]
    [InlineData("revoked refresh token", Channel.Body)]
    [InlineData("logout-others", Channel.Cookie)]
    [InlineData("logout-all", Channel.Cookie)]
    [InlineData("password change", Channel.Cookie)]
    [InlineData("sign-in in the same browser", Channel.Cookie)]
    [InlineData("sign-in beyond the limit", Channel.Body)]
    [InlineData("operator's end", Channel.Cookie)]
    [InlineData("disabled account", Channel.Body)]
    public async Task Whatever_ends_a_session_wins_over_refreshes_in_flight(string name, Channel channel)
    {
        var ending = Endings.Named(name);
        await using var stage = await Stage.OpenAsync(servers, channel, bound: false, ending.MaxPerUser);
        var answers = new List<Reply>();
        for (var round = 0; round < Rounds; round++)
        {
            await ending.PrepareAsync(stage);
            stage.Doorway.Clear();
            var replies = await RaceAsync(ending, stage, before: round % (RefreshesPerRound + 1));

            Assert.All(replies, reply => ServedOrOver(reply, ending, channel));
            NothingLeftAfter(ending, stage);
            await stage.NothingSurvivesAsync(ending.Reason, replies);
            if (ending.Continues)
            {
                Expect.Served(await stage.Victim.RefreshAsync(), channel);
            }

            await ending.UndoAsync(stage);
            await stage.SignInAsync();
            answers.AddRange(replies);
        }

        var served = answers.Count(reply => stage.TokenIn(reply) is not null);
        TestContext.Current.TestOutputHelper?.WriteLine($"{served} of {answers.Count} were served");

        // Otherwise there was no race.
        Assert.Contains(answers, reply => stage.TokenIn(reply) is not null);
        Assert.Contains(answers, reply => stage.TokenIn(reply) is null);
    }

    /// <summary>Some refreshes start before the ending and the others right behind it.</summary>
    private static async Task<IReadOnlyList<Reply>> RaceAsync(Ending ending, Stage stage, int before)
    {
        var early = Refreshes(stage, before);
        var end = ending.RunAsync(stage);
        var late = Refreshes(stage, RefreshesPerRound - before);
        await end;
        return await Task.WhenAll([.. early, .. late]);
    }

    private static List<Task<Reply>> Refreshes(Stage stage, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => stage.Victim.RefreshAndLoseAnswerAsync(stage.Token))];

    private static void ServedOrOver(Reply reply, Ending ending, Channel channel)
    {
        if (reply.Problem is null)
        {
            Expect.Served(reply, channel);
        }
        else
        {
            Expect.SignInRequired(reply, ending.Reason);
        }
    }

    private static void NothingLeftAfter(Ending ending, Stage stage)
    {
        var afterTheEnd = stage.Doorway.Left.SkipWhile(departure => departure.Path == Doorway.RefreshPath);
        if (ending.Waits)
        {
            Assert.DoesNotContain(afterTheEnd, departure => departure.Renews);
        }
    }
}
