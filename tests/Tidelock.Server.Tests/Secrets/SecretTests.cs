using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Server.Administration;
using Tidelock.Server.Configuration;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Users;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Secrets;

/// <summary>No secret stands in a log, an event, an export, a refusal, an exception or a file.</summary>
public sealed class SecretTests
{
    private readonly SecretSearch _secrets = new();
    private readonly ServerSetup _setup = new ServerSetup().RaiseLimits();

    [Fact]
    public async Task Nothing_that_is_written_down_has_a_secret_in_it()
    {
        await using var server = await RunningServer.StartAsync(_setup);
        var overheard = new Overheard(_secrets);
        await new Walk(server, overheard).GoAsync();
        await TakeKeysAsync(server);
        AssertNothingIn(DatabaseOf(server));
        await TakeVerifiersAsync(server);
        var places = await WrittenDownAsync(server, overheard);

        Assert.True(_secrets.Count > 200, $"Only {_secrets.Count} secrets were used.");
        Assert.True(places.Sum(place => place.Text.Length) > 100_000);
        AssertNothingIn(places);

        // Whoever looks so sees what is there.
        server.Get<ILogger<SecretTests>>().Log(
            LogLevel.Information, default, The.Password, exception: null, (state, _) => $"A careless line: {state}");
        Assert.NotEmpty(Found(await WrittenDownAsync(server, overheard)));
    }

    [Fact]
    public async Task A_store_that_fails_carelessly_tells_no_secret()
    {
        var failure = new CarelessFailure();
        var setup = new ServerSetup
        {
            Sessions = inner => new SessionsThatFail(inner, failure),
            Users = inner => new UsersThatFail(inner, failure),
        }.RaiseLimits();
        await using var server = await RunningServer.StartAsync(setup);
        var overheard = new Overheard(_secrets);
        using var client = new Client(server, Channel.Body, bound: true) { Overheard = overheard };
        using var browser = new Client(server) { Overheard = overheard };
        await client.SignInAsync();
        await browser.SignInAsync();
        var session = await server.SessionOfAsync(client.RefreshToken!);
        var link = await server.Get<IssueLink>().ForPasswordAsync(
            session.User, new(Actor.LocalOperator), CancellationToken.None);
        await TakeVerifiersAsync(server);
        failure.IsOn = true;
        Reply[] replies =
        [
            await client.SignInAsync(), await client.RefreshAsync(), await browser.RefreshAsync(),
            await client.SignOutAsync(), await client.GetAsync("/api/v1/auth/me"),
            await browser.ChangePasswordAsync(The.Password, "another tide of words"),
            await client.PostAsync("/api/v1/auth/password/reset", new()
            {
                ["token"] = link!.Url.Fragment[1..],
                ["newPassword"] = "some other tide",
            }),
        ];
        failure.IsOn = false;

        Assert.All(replies, reply => Expect.Refused(
            reply, System.Net.HttpStatusCode.InternalServerError, "internal-error"));
        Assert.Contains(setup.Log.Lines, line => line.Contains("The store failed on", StringComparison.Ordinal));
        AssertNothingIn([.. setup.Log.Lines.Select(line => ("log", line)), .. overheard.Refusals]);
    }

    [Theory]
    [InlineData("Tidelock:Keys:MasterKey", "hunter2-hunter2-hunter2")]
    [InlineData("TIDELOCK_MASTER_KEY", "hunter2-hunter2-hunter2")]
    [InlineData("Tidelock:Keys:MasterKye", "hunter2-hunter2-hunter2")]
    [InlineData("Tidelock:Keys:CertificatePassword", "hunter2-hunter2-hunter2")]
    [InlineData("Tidelock:Keys:MasterKey:Value", "hunter2-hunter2-hunter2")]
    [InlineData("Tidelock:Keys", "hunter2-hunter2-hunter2")]
    public async Task A_wrong_setting_that_is_secret_is_not_repeated(string key, string secret)
    {
        _secrets.Add("setting", secret);
        var setup = new ServerSetup { Settings = { [key] = secret } };

        var error = await Assert.ThrowsAnyAsync<TidelockConfigurationException>(() => RunningServer.StartAsync(setup));

        Assert.Empty(_secrets.FindIn($"{error} {string.Join(' ', error.Errors)}"));
        AssertNothingIn([.. setup.Log.Lines.Select(line => ("log", line))]);
    }

    [Theory]
    [InlineData("as it is")]
    [InlineData("escaped for a URL")]
    [InlineData("in base64")]
    [InlineData("in base64url")]
    [InlineData("in hexadecimal")]
    public void A_secret_is_found_in_each_form_and_inside_of_something_larger(string form)
    {
        const string Secret = "tlr_a/secret+of some?length~";
        _secrets.Add("a secret", Secret);
        foreach (var prefix in new[] { "", "x", "xy", "xyz" })
        {
            var bytes = Encoding.UTF8.GetBytes($"{prefix}{Secret}yz");
            var text = form switch
            {
                "as it is" => $"{prefix}{Secret}yz",
                "escaped for a URL" => prefix + Uri.EscapeDataString(Secret),
                "in base64" => Convert.ToBase64String(bytes),
                "in base64url" => System.Buffers.Text.Base64Url.EncodeToString(bytes),
                _ => Convert.ToHexString(bytes),
            };
            Assert.NotEmpty(_secrets.FindIn($"before {text} after"));
        }

        Assert.Empty(_secrets.FindIn("tlr_another_one"));
    }

    private void AssertNothingIn(IReadOnlyList<(string Place, string Text)> places)
    {
        var found = Found(places);
        Assert.True(found is [], string.Join('\n', found));
    }

    private IReadOnlyList<string> Found(IReadOnlyList<(string Place, string Text)> places) =>
    [
        .. from place in places
           from found in _secrets.FindIn(place.Text)
           select $"{found} in {place.Place}: {place.Text[..Math.Min(300, place.Text.Length)]}",
    ];

    /// <summary>The secrets that never leave the server.</summary>
    private async Task TakeKeysAsync(RunningServer server)
    {
        var master = await File.ReadAllTextAsync(Path.Combine(server.Directory, "master.key"));
        _secrets.Add("master key", Convert.FromBase64String(master));
        var sealer = server.Get<ISecretSealer>();
        foreach (var key in await server.Database.Keys.ListAsync(CancellationToken.None))
        {
            if (key.SealedSecret.Length == 0)
            {
                continue;
            }

            var secret = sealer.Open(key.Purpose, key.Id, key.SealedSecret);
            if (key.Purpose == KeyPurpose.Mac)
            {
                _secrets.Add("MAC key", secret);
                continue;
            }

            using var signing = ECDsa.Create();
            signing.ImportPkcs8PrivateKey(secret, out _);
            _secrets.Add("private key", signing.ExportParameters(includePrivateParameters: true).D);
        }
    }

    /// <summary>They stand in the database, and nowhere else.</summary>
    private async Task TakeVerifiersAsync(RunningServer server)
    {
        foreach (var user in await server.Database.Users.ListAsync(null, 100, CancellationToken.None))
        {
            var credentials = await server.Database.Users.FindAsync(user.Id, CancellationToken.None);
            if (credentials!.Password is { } verifier)
            {
                _secrets.Add("password verifier", verifier.Encoded);
            }
        }
    }

    private static IReadOnlyList<(string Place, string Text)> DatabaseOf(RunningServer server)
    {
        List<(string Place, string Text)> files = [];
        foreach (var path in Directory.GetFiles(server.Directory, "tidelock.db*"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, Encoding.Latin1);
            files.Add((Path.GetFileName(path), reader.ReadToEnd()));
        }

        Assert.Contains(files, file => file.Text.Contains(The.User, StringComparison.Ordinal));
        return files;
    }

    private async Task<IReadOnlyList<(string Place, string Text)>> WrittenDownAsync(
        RunningServer server, Overheard overheard)
    {
        var events = await server.EventsAsync();
        using var root = new Client(server, Channel.Body);
        await root.SignInAsync("first-administrator", "the very first tide");
        var export = await root.GetAsync($"{AdministrationModule.Prefix}/audit/export");
        var search = await root.GetAsync($"{AdministrationModule.Prefix}/audit/events?limit=1000");
        Assert.Contains(EventCatalogue.PasswordChanged.Name, export.Text, StringComparison.Ordinal);
        return
        [
            .. _setup.Log.Lines.Select(line => ("log", line)),
            .. overheard.Refusals,
            .. events.Select(stored => ("event", $"{stored} {string.Join(' ', stored.Draft.Detail)}")),
            ("export", export.Text),
            ("search", search.Text),
            .. from file in Directory.GetFiles(server.Directory)
               where Path.GetFileName(file) != "master.key" && !file.Contains("tidelock.db", StringComparison.Ordinal)
               select (Path.GetFileName(file), File.ReadAllText(file)),
        ];
    }
}
