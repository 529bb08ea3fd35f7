using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidelock.Cli.Administration;
using Tidelock.Server;
using Tidelock.Server.Administration.Access;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Cli.Serving;

/// <summary>
/// The whole server on a data directory: takes the directory, opens and migrates the database, listens; and gives
/// all of it back in the opposite order.
/// </summary>
internal sealed class TidelockHost : IAsyncDisposable
{
    // Long polls and password checks end well within it.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    private readonly ServerSettings _settings;
    private readonly DataDirectory _directory;
    private readonly SqliteDatabase _database;
    private readonly SocketPath _socket;
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private TidelockHost(
        ServerSettings settings, DataDirectory directory, SqliteDatabase database, SocketPath socket, WebApplication app)
    {
        (_settings, _directory, _database, _socket, _app) = (settings, directory, database, socket, app);
        _http = SocketHttp.Create(socket.Value);
        Admin = new(_http);
    }

    internal string PublicUrl => _app.Configuration["Tidelock:PublicUrl"]!;

    internal IReadOnlyList<string> Urls => _settings.Urls;

    internal string DataPath => _settings.DataPath;

    /// <summary>Asks this very server.</summary>
    internal AdminClient Admin { get; }
}
