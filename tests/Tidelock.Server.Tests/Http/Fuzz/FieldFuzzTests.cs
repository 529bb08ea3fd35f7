using System.Net;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>
/// Requests that would be served, broken in one place. Each is refused as documented, a wrong field by its name, and
/// leaves everything as it was. What there is to break is read from the endpoints themselves.
/// </summary>
public sealed class FieldFuzzTests
{
    /// <summary>
    /// What clients measured is lists of numbers, counts and words, all of which may be left out: ClientEventsTests
    /// breaks each of them.
    /// </summary>
    private const string WithTablesOfItsOwn = "confirm";

    /// <summary>How often each place is broken, with other picks each time.</summary>
    private const int Rounds = 3;

    public static TheoryData<string, Channel> EveryOperation()
    {
        var data = new TheoryData<string, Channel>();
        foreach (var id in new[]
        {
            "resetPassword", "makeFirstAdministrator", "changePassword", "confirm", "getOwnUser", "listOwnEvents",
            "listOwnSessions", "endOwnSession", "signOutOthers", "signOutEverywhere", "revoke", "addUser", "setRoles",
            "rotateKeys", "compromiseKey", "verifyEvents", "listUsers", "listSessions", "searchEvents", "exportEvents",
            "getUser", "eraseUser", "disableUser", "enableUser", "makeResetLink", "endSession", "listSessionsOfUser",
            "endSessionsOfUser", "sealEvents", "listKeys", "showConfiguration", "examine", "getStatus", "backUp",
            "makeFirstAdministratorLink",
        })
        {
            data.Add(id, Channel.Body);
        }

        foreach (var id in new[] { "signIn", "refresh", "signOut" })
        {
            data.Add(id, Channel.Body);
            data.Add(id, Channel.Cookie);
        }

        return data;
    }

    [Theory, MemberData(nameof(EveryOperation))]
    public async Task A_request_that_is_wrong_in_one_place_is_refused_for_it_and_changes_nothing(
        string id, Channel channel)
    {
        var seed = Seed.Or(20260302);
        var operation = await Operation.FindAsync(id);
        await using var world = await World.MakeAsync(operation, channel);
        var before = await world.PictureAsync();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var breakage in Breakages(operation, world, channel, new(seed + round)))
            {
                var request = ValidRequests.Of(operation, world);
                breakage.Break(request);
                var mistake = breakage.Expected.Mistake(await request.SendAsync(world.Server));
                Assert.True(mistake is null, $"Seed {seed}, round {round}, {id}, {breakage.Name}: {mistake}");
                Assert.Equal((breakage.Name, before), (breakage.Name, await world.PictureAsync()));
            }
        }

        var served = await ValidRequests.Of(operation, world).SendAsync(world.Server);
        Assert.True((int)served.Status < 300, $"{id}, unbroken: {served.Status} {served.Text}");
    }

    [Fact]
    public async Task Every_operation_that_reads_anything_is_broken_here()
    {
        await using var server = await RunningServer.StartAsync();
        var read = Operation.AllOf(server).Where(operation => operation.ReadsAnything).ToList();

        Assert.Equal(
            read.Select(operation => operation.Id).Order(StringComparer.Ordinal),
            EveryOperation().Select(row => row.Data.Item1).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal));
        Assert.All(read, operation => Assert.True(ValidRequests.Has(operation), $"{operation.Id} has no valid body."));
    }

    /// <summary>Members that a valid request leaves out would be broken less thoroughly.</summary>
    [Theory, MemberData(nameof(EveryOperation))]
    public async Task A_valid_request_has_every_member_that_there_is(string id, Channel channel)
    {
        var operation = await Operation.FindAsync(id);
        if (operation.Body is not { MediaType: JsonBody.MediaType } body || channel == Channel.Cookie
            || id == WithTablesOfItsOwn)
        {
            return;
        }

        await using var world = await World.MakeAsync(operation, channel);
        Assert.Equal(
            BodyBreaker.Members(body.RequestType).Select(BodyBreaker.NameOf).Order(StringComparer.Ordinal),
            ValidRequests.BodyOf(operation, world).Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Breakage> Breakages(
        Operation operation, World world, Channel channel, Picks picks) =>
    [
        .. operation.Id is "backUp" or "makeFirstAdministratorLink"
            ? [] : new HeaderBreaker(picks).Break(operation, channel),
        .. new QueryBreaker(picks).Break(operation),
        .. operation.Body switch
        {
            null => [],
            { MediaType: FormBody.MediaType } => new FormBreaker(picks).Break(),
            { RequestType: var type } => BreakBody(type, operation, world, channel, picks),
        },
    ];

    /// <summary>A token in the body is refused beside the cookie before anybody looks at it.</summary>
    private static IEnumerable<Breakage> BreakBody(
        Type type, Operation operation, World world, Channel channel, Picks picks)
    {
        var valid = ValidRequests.BodyOf(operation, world);
        var breaker = new BodyBreaker(picks);
        var members = BodyBreaker.Members(type)
            .Where(_ => operation.Id != WithTablesOfItsOwn)
            .Where(member => channel == Channel.Body || member.Name != nameof(RefreshRequest.RefreshToken));
        return breaker.Break(type, members, valid).Concat(breaker.BreakAll(valid));
    }
}
