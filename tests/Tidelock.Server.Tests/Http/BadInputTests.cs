using System.Net;
using System.Text;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Tests.Http.Fuzz;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Http;

/// <summary>Bad input gets a clear answer and nothing is lost by it.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const int FuzzRounds = 1500;
    private RunningServer _server = null!;
    private Client _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        _client = new(_server, Channel.Body);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"password":"x"}""", "username")]
    [InlineData("""{"username":"x"}""", "password")]
    [InlineData("""{"username":1,"password":"x"}""", "username")]
    [InlineData("""{"username":["x"],"password":"x"}""", "username")]
    [InlineData("""{"username":"x","password":"x","remember":"yes"}""", "remember")]
    [InlineData("""{"username":"x","password":"x","mode":"both"}""", "mode")]
    [InlineData("""{"username":"x","password":"x","username":"y"}""", "username")]
    [InlineData("""{"username":"x","password":"x","mode":"body","deviceToken":1}""", "deviceToken")]
    [InlineData("""{"username":"x","password":"x","deviceToken":"tld_AAAA"}""", "deviceToken")]
    [InlineData("""{"username":"x","password":"x","mode":"cookie","deviceToken":"tld_AAAA"}""", "deviceToken")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var reply = await PostAsync("/api/v1/auth/login", body);

        Expect.Refused(reply, HttpStatusCode.BadRequest, "validation");
        Assert.NotNull(reply.Json!["errors"]![field]);
    }

    [Theory]
    [InlineData("""{"refreshToken":"x","idleFor":-1}""", "idleFor")]
    [InlineData("""{"refreshToken":"x","idleFor":"1"}""", "idleFor")]
    [InlineData("""{"refreshToken":5}""", "refreshToken")]
    public async Task A_wrong_field_of_a_refresh_is_named(string body, string field) => Assert.NotNull(
        (await PostAsync("/api/v1/auth/refresh", body)).Json!["errors"]![field]);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"username\":}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}")]
    [InlineData("{} {}")]
    public async Task A_body_that_is_no_object_is_refused(string body) => Expect.Refused(
        await PostAsync("/api/v1/auth/login", body), HttpStatusCode.BadRequest, "malformed-request");

    [Fact]
    public async Task Members_that_nobody_knows_are_passed_over() => Expect.Served(
        await PostAsync(
            "/api/v1/auth/login",
            $$"""{"username":"{{The.User}}","new":{"x":[1]},"password":"{{The.Password}}","mode":"body"}"""),
        Channel.Body);

    [Fact]
    public async Task A_body_of_more_than_16_KB_is_refused() => Expect.Refused(
        await PostAsync("/api/v1/auth/login", $$"""{"username":"{{new string('x', 17_000)}}"}"""),
        HttpStatusCode.RequestEntityTooLarge, "body-too-large");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_content_type_is_refused(string type) => Expect.Refused(
        await PostAsync("/api/v1/auth/login", "{}", type),
        HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");

    [Fact]
    public async Task An_address_that_is_not_there_is_a_problem_too() => Expect.Refused(
        await _client.GetAsync("/api/v1/nothing"), HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task A_method_that_is_not_served_is_a_problem_too() => Expect.Refused(
        await _client.GetAsync("/api/v1/auth/login"), HttpStatusCode.MethodNotAllowed, "method-not-allowed");

    [Fact]
    public async Task Noise_never_makes_the_server_fail()
    {
        var seed = Seed.Or(20260301);
        var noise = new Noise(seed, Operation.AllOf(_server));
        await _server.AddUserAsync("root", The.Password, User.AdministratorRole);
        Expect.Served(await _client.SignInAsync("root"), Channel.Body);
        for (var round = 0; round < FuzzRounds; round++)
        {
            using var request = noise.Next(_client);
            var reply = await _client.SendAsync(request);
            Assert.True(
                (int)reply.Status < 500,
                $"Seed {seed}, round {round}: {request.Method} {request.RequestUri} gave {reply.Status}.");
        }
    }

    private async Task<Reply> PostAsync(string path, string body, string type = "application/json")
    {
        using var request = _client.Request(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await _client.SendAsync(request);
    }
}
