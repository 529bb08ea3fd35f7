using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidelock.Cli.Administration;
using Tidelock.Events;
using Tidelock.Server;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Playground;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Cli.Serving;

/// <summary>
/// The whole server on a data directory: takes the directory, opens and migrates the database, listens; and gives
/// all of it back in the opposite order.
/// </summary>
internal sealed class TidelockHost : IAsyncDisposable
{
    // Requests under way end well within it, and long polls at once. What is left then are clients that never finish a
    // request or never read their answer: Kestrel would wait for these for as long as it is allowed to.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Settings are read at the start. The host would watch the working directory for them with all below, where the
    /// database may lie, and hear of every write.
    /// </summary>
    private static readonly string[] NoWatching = ["--hostBuilder:reloadConfigOnChange=false"];

    private readonly ServerSettings _settings;
    private readonly WebApplication _app;
    private readonly Holdings _holdings;

    private TidelockHost(ServerSettings settings, WebApplication app, AdminClient admin, Holdings holdings)
    {
        (_settings, _app, _holdings) = (settings, app, holdings);
        Admin = admin;
    }

    internal string PublicUrl => _app.Services.GetRequiredService<PublicAddress>().Origin;

    internal IReadOnlyList<string> Urls => _settings.Urls;

    internal string DataPath => _settings.DataPath;

    /// <summary>What it is made of.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Asks this very server.</summary>
    internal AdminClient Admin { get; }

    /// <summary>Starts it; when that fails, nothing stays behind.</summary>
    /// <exception cref="Tidelock.Server.Configuration.TidelockConfigurationException">A setting is wrong.</exception>
    /// <exception cref="CommandLine.NoStoreException">One command never makes a store.</exception>
    /// <exception cref="CommandLine.DirectoryUnavailableException">Another process works on the directory.</exception>
    internal static async Task<TidelockHost> StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        var holdings = new Holdings();
        try
        {
            return await StartAsync(settings, holdings, cancellationToken);
        }
        catch
        {
            await holdings.DisposeAsync();
            throw;
        }
    }

    private static async Task<TidelockHost> StartAsync(
        ServerSettings settings, Holdings holdings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(NoWatching);
        ConfigurationSources.Add(builder.Configuration, settings);
        var directory = holdings.Hold(TakenDirectory.Take(settings.DataPath, settings.MissingStore));
        var socket = holdings.Hold(SocketPath.In(settings.DataPath));
        var database = holdings.Hold(await OpenAsync(directory, cancellationToken));
        var app = holdings.Hold(Build(builder, settings, socket, database));
        await app.StartAsync(cancellationToken);
        holdings.Then(() => new(app.StopAsync(CancellationToken.None)));
        if (!settings.IsForOneCommand)
        {
            await database.Events.AppendAsync([Started(settings)], cancellationToken);
        }

        var http = holdings.Hold(SocketHttp.Create(socket.Value));
        return new(settings, app, new AdminClient(http), holdings);
    }

    /// <summary>Waits until the process is asked to end, or the server ends by itself.</summary>
    internal async Task WaitForEndAsync(CancellationToken asked)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            asked, _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(ended.SetResult);
        await ended.Task;
    }

    public ValueTask DisposeAsync() => _holdings.DisposeAsync();

    private static EventDraft Started(ServerSettings settings) => new()
    {
        At = TimeProvider.System.GetUtcNow(),
        Kind = EventCatalogue.ServerStarted,
        Actor = Actor.System,
        Detail =
        [
            new("listening", string.Join(' ', settings.Urls)),
            new("version", typeof(TidelockHost).Assembly.GetName().Version!.ToString()),
        ],
    };

    private static async Task<SqliteDatabase> OpenAsync(TakenDirectory directory, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var database = await SqliteDatabase.OpenAsync(directory.Database, clock, cancellationToken);
        await database.MigrateUpAsync(clock.GetUtcNow(), cancellationToken);
        return database;
    }

    private static WebApplication Build(
        WebApplicationBuilder builder, ServerSettings settings, SocketPath socket, SqliteDatabase database)
    {
        builder.Logging.ClearProviders();
        if (!settings.IsForOneCommand)
        {
            // Standard output is for what the command itself says.
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        }

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Endpoints.Bind);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var stores = new TidelockStores(
            database, database.Sessions, database.Users, database.Events, database.Keys);
        builder.Services.AddTidelock(builder.Configuration, stores, settings.DataPath);

        // After Tidelock's own limits: what listens before them would have none.
        builder.WebHost.ConfigureKestrel(kestrel => Endpoints.Listen(kestrel, socket.Value, settings.Urls));
        var app = builder.Build();
        app.MapTidelock();
        if (settings.Demo)
        {
            app.MapPlayground();
        }

        return app;
    }
}
