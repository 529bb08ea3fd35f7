using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Server.Passwords;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>A real server: Kestrel on a port the system picked, over a database in a directory of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private WebApplication _app;
    private SqliteDatabase _database;

    private RunningServer(WebApplication app, SqliteDatabase database, ManualClock clock, string directory) =>
        (_app, _database, Clock, Directory) = (app, database, clock, directory);

    /// <summary>Where it listens; another port after a restart.</summary>
    internal Uri Url => new(
        Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(address => !IsSocket(address)));

    internal ManualClock Clock { get; }

    internal string Directory { get; }

    internal SqliteDatabase Database => _database;

    internal ISessionStore Sessions => _app.Services.GetRequiredService<ISessionStore>();

    internal KeyRing Ring => Get<KeyRingKeeper>().Current;

    internal T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    internal static async Task<RunningServer> StartAsync(ServerSetup? setup = null)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("tidelock-test-").FullName;
        var clock = new ManualClock();
        var (app, database) = await OpenAsync(setup ?? new(), clock, directory);
        var server = new RunningServer(app, database, clock, directory);
        await server.AddUserAsync(The.User, The.Password);
        return server;
    }

    /// <summary>Stops, and starts again on the same data with other settings.</summary>
    internal async Task RestartAsync(ServerSetup setup)
    {
        await StopAsync();
        (_app, _database) = await OpenAsync(setup, Clock, Directory);
    }

    internal async Task<string> BackupAsync()
    {
        var path = Path.Combine(Directory, "backup.db");
        await _database.BackupAsync(path, CancellationToken.None);
        return path;
    }

    /// <summary>Stops, puts the backup in place of the database, and starts again.</summary>
    internal async Task RestoreAsync(string backup, ServerSetup setup)
    {
        await StopAsync();
        var restored = await SqliteRestore.RunAsync(
            new(
                backup,
                new() { Path = PathIn(Directory), Companions = [new DataDirectory(Directory).Heads] },
                UnboundSessions.Keep),
            Clock,
            CancellationToken.None);
        Assert.IsType<RestoreResult.Restored>(restored);
        (_app, _database) = await OpenAsync(setup, Clock, Directory);
    }

    /// <summary>Stops, copies the backup over the database and tells nobody, and starts again.</summary>
    internal async Task RollBackAsync(string backup, ServerSetup setup)
    {
        await StopAsync();
        File.Copy(backup, PathIn(Directory), overwrite: true);
        (_app, _database) = await OpenAsync(setup, Clock, Directory);
    }

    private static bool IsSocket(string address) => address.StartsWith("http://unix:", StringComparison.Ordinal);

    private static string PathIn(string directory) => Path.Combine(directory, "tidelock.db");

    private static async Task<(WebApplication App, SqliteDatabase Database)> OpenAsync(
        ServerSetup setup, ManualClock clock, string directory)
    {
        var database = await SqliteDatabase.OpenAsync(
            new() { Path = PathIn(directory) }, clock, CancellationToken.None);
        await database.MigrateUpAsync(clock.GetUtcNow(), CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(setup.Level).AddProvider(setup.Log);

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        setup.Services?.Invoke(builder.Services);
        AddServer(builder.Services, setup, database, directory);
        var app = builder.Build();
        setup.Middleware?.Invoke(app);
        app.MapTidelock();
        await app.StartAsync();
        return (app, database);
    }

    /// <summary>Hashing costs next to nothing here; what it costs in earnest is a setting.</summary>
    private static void AddServer(
        IServiceCollection services, ServerSetup setup, SqliteDatabase database, string directory)
    {
        if (setup.CheapPasswords)
        {
            services.AddSingleton(PasswordPolicy.From(new()) with { Iterations = 1 });
        }

        var sessions = setup.Sessions?.Invoke(database.Sessions) ?? database.Sessions;
        var users = setup.Users?.Invoke(database.Users) ?? database.Users;
        var stores = new TidelockStores(database, sessions, users, database.Events, database.Keys);
        services.AddTidelock(setup.Configuration(), stores, directory);
    }

    internal async Task<UserId> AddUserAsync(string name, string? password, params string[] roles)
    {
        var hash = password is null ? null : await Get<PasswordHashing>().HashAsync(password, CancellationToken.None);
        var user = new User
        {
            Id = UserId.New(new SystemRandomSource()),
            Name = name,
            Roles = roles,
            CreatedAt = Clock.GetUtcNow(),
        };
        var told = new EventDraft { At = Clock.GetUtcNow(), Kind = EventCatalogue.UserAdded, Actor = Actor.System };
        var change = await _database.Users.AddAsync(user, hash, told with { User = user.Id }, CancellationToken.None);
        Assert.Equal(UserChange.Done, change);
        return user.Id;
    }

    /// <summary>The session of a refresh token as it stands in the store.</summary>
    internal async Task<Session> SessionOfAsync(string refreshToken)
    {
        Assert.True(RefreshTokenCodec.TryRead(refreshToken, Ring, out var token));
        return await _database.Sessions.FindAsync(token.Handle.Hash, CancellationToken.None)
            ?? throw new InvalidOperationException("There is no such session.");
    }

    /// <summary>A token of the same session and another generation, as only the server can make it.</summary>
    internal string Forge(string refreshToken, int generation) => Forge(refreshToken, generation, Ring);

    /// <summary>The same by the keys of <paramref name="ring"/>, which somebody may have stolen.</summary>
    internal static string Forge(string refreshToken, int generation, KeyRing ring)
    {
        Assert.True(RefreshTokenCodec.TryRead(refreshToken, ring, out var token));
        return RefreshTokenCodec.Write(ring, token.Shard, token.Handle, new(generation));
    }

    internal int GenerationOf(string refreshToken)
    {
        Assert.True(RefreshTokenCodec.TryRead(refreshToken, Ring, out var token));
        return token.Generation.Value;
    }

    /// <summary>Everything that was written down so far, in order.</summary>
    internal async Task<IReadOnlyList<SealedEvent>> EventsAsync()
    {
        await Get<Tidelock.Server.Events.EventSealer>().SealAsync(CancellationToken.None);
        return await _database.Events.ReadAsync(new() { Limit = EventQuery.MaxLimit }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>What is different about a server.</summary>
internal sealed class ServerSetup
{
    internal Dictionary<string, string?> Settings { get; init; } = [];

    internal Func<ISessionStore, ISessionStore>? Sessions { get; init; }

    internal Func<IUserStore, IUserStore>? Users { get; init; }

    internal Action<IServiceCollection>? Services { get; init; }

    /// <summary>What stands in front of the server.</summary>
    internal Action<WebApplication>? Middleware { get; init; }

    internal CapturedLog Log { get; init; } = new();

    /// <summary>Of what is logged; less for a test that makes a million requests.</summary>
    internal LogLevel Level { get; init; } = LogLevel.Trace;

    internal bool CheapPasswords { get; init; } = true;

    /// <summary>With limits raised.</summary>
    internal static ServerSetup WithoutLimits(params (string Key, string Value)[] more) =>
        new ServerSetup().RaiseLimits(more);

    internal ServerSetup RaiseLimits(params (string Key, string Value)[] more)
    {
        foreach (var limit in new[]
        {
            "RotationsPerMinute", "ReplaysPerMinute", "RefusalsPerMinute", "SignInFailuresPerAccount",
            "SignInFailuresPerKnownDevice", "SignInsPerAddress", "RequestsPerAddress", "ClientEventsPerMinute",
        })
        {
            Settings[$"Tidelock:Limits:{limit}"] = "1000000";
        }

        foreach (var (key, value) in more)
        {
            Settings[$"Tidelock:{key}"] = value;
        }

        return this;
    }

    internal static ServerSetup With(params (string Key, string Value)[] settings)
    {
        var setup = new ServerSetup();
        foreach (var (key, value) in settings)
        {
            setup.Settings[$"Tidelock:{key}"] = value;
        }

        return setup;
    }

    internal IConfiguration Configuration() => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Tidelock:PublicUrl", The.PublicUrl)])
        .AddInMemoryCollection(Settings)
        .Build();
}
