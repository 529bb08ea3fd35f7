using System.Net.Http.Json;
using System.Text.Json;

namespace Tidelock.Cli.Tests;

/// <summary>Somebody puts an older copy of the database file in its place and tells nobody.</summary>
public sealed class RollbackTests : IDisposable
{
    private const string Password = "long-enough-for-anybody";

    private readonly TempData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_client_that_is_ahead_of_a_copied_back_database_goes_on_and_the_rollback_is_told_once()
    {
        var token = await AtWorkAsync(SignInAsync);
        var database = Path.Combine(_data.Path, "tidelock.db");
        File.Copy(database, _data.Beside("copy.db"));
        token = await AtWorkAsync(async http =>
        {
            // The sign-in makes the store seal something that the copy does not have.
            await SignInAsync(http);
            return await RefreshAsync(http, await RefreshAsync(http, token));
        });
        Assert.False(File.Exists(database + "-wal"));
        File.Copy(_data.Beside("copy.db"), database, overwrite: true);

        await AtWorkAsync(http => RefreshAsync(http, token));

        Assert.Equal(1, await CountAsync("token.caught_up"));
        Assert.Equal(1, await CountAsync("store.rolled_back"));
        Assert.Equal(6, (await CliRun.Of("audit", "verify", "--data", _data.Path)).ExitCode);
    }

    private async Task<string> AtWorkAsync(Func<HttpClient, Task<string>> work)
    {
        await using var server = await RunningServer.StartAsync(_data.Path, "--public-url", "http://127.0.0.1:5999");
        using var http = server.Http();
        var token = await work(http);
        Assert.Equal(0, await server.StopAsync());
        return token;
    }

    private async Task<int> CountAsync(string kind)
    {
        var run = await CliRun.Of("audit", "list", "--kind", kind, "--json", "--data", _data.Path);
        return run.Succeeded().Json.GetProperty("events").GetArrayLength();
    }

    private async Task<string> SignInAsync(HttpClient http)
    {
        // The second time the user is there already.
        await CliRun.WithInput($"{Password}\n", "users", "add", "anna", "--password-stdin", "--data", _data.Path);
        return await TokenAsync(http, "login", new { username = "anna", password = Password, mode = "body" });
    }

    private static Task<string> RefreshAsync(HttpClient http, string token) =>
        TokenAsync(http, "refresh", new { refreshToken = token });

    private static async Task<string> TokenAsync(HttpClient http, string action, object body)
    {
        var answer = await http.PostAsJsonAsync($"/api/v1/auth/{action}", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("refreshToken").GetString()!;
    }
}
