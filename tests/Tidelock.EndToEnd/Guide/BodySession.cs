using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tidelock.EndToEnd.Guide;

/// <summary>The session is over; the person has to sign in again.</summary>
public sealed class SignInRequiredException(string reason) : Exception($"Sign-in required: {reason}")
{
    public string Reason => reason;
}

/// <summary>Keeps one person signed in, in body mode, across restarts and several processes.</summary>
/// <param name="http">Its base address is the server's public URL.</param>
/// <param name="path">The file that keeps the refresh token; only its user can read it.</param>
/// <param name="clock">Measures how old a token is.</param>
public sealed class BodySession(HttpClient http, string path, TimeProvider clock) : IDisposable
{
    private const int MostTries = 8;
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _oneFlight = new(1);
    private Answer? _held;
    private long _receivedAt;
    private TimeSpan _notBefore;

    private sealed record Answer(
        string AccessToken, int ExpiresIn, int RefreshAt, SessionInfo Session, string RefreshToken,
        string? DeviceToken);

    private sealed record SessionInfo(string Id);

    private sealed record Kept(string Client, string? DeviceToken, string? RefreshToken, string? Session);

    public async Task SignInAsync(string username, string password, CancellationToken cancellationToken)
    {
        var before = Read();
        var client = before?.Client ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        var kept = new Kept(client, before?.DeviceToken, RefreshToken: null, Session: null);

        // The device token keeps strangers who guess at the password from locking this device out.
        var login = new { username, password, mode = "body", deviceToken = kept.DeviceToken };
        using var response = await PostAsync("/api/v1/auth/login", login, kept, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new SignInRequiredException((await ProblemAsync(response, cancellationToken)).Name);
        }

        await TakeAsync(response, kept, cancellationToken);
    }

    /// <summary>An access token that works; renewed when it is due.</summary>
    public async Task<string> GetAccessTokenAsync(CancellationToken cancellationToken)
    {
        await _oneFlight.WaitAsync(cancellationToken);
        try
        {
            if (_held is null || (Age() >= TimeSpan.FromSeconds(_held.RefreshAt) && Age() >= _notBefore))
            {
                using var turn = await WaitForTurnAsync(cancellationToken);
                await RenewAsync(cancellationToken);
            }

            return _held!.AccessToken;
        }
        finally
        {
            _oneFlight.Release();
        }
    }

    public void Dispose() => _oneFlight.Dispose();

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await TryRenewAsync(cancellationToken) is not { } pause)
            {
                return;
            }

            if (_held is not null && Age() < TimeSpan.FromSeconds(_held.ExpiresIn))
            {
                // The token at hand still works; the next caller tries again, but not at once.
                _notBefore = Age() + pause;
                return;
            }

            await Task.Delay(pause < LongestPause ? pause : LongestPause, clock, cancellationToken);
        }

        throw new HttpRequestException("The session can't be renewed at the moment. It is not lost.");
    }

    /// <returns>Null when it is renewed, otherwise how long to wait before the next try.</returns>
    private async Task<TimeSpan?> TryRenewAsync(CancellationToken cancellationToken)
    {
        // Another process may have renewed: what counts is what is stored now.
        if (Read() is not { RefreshToken: { } refreshToken } kept)
        {
            throw new SignInRequiredException("signed_out");
        }

        try
        {
            using var response = await PostAsync(
                "/api/v1/auth/refresh", new { refreshToken }, kept, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                await TakeAsync(response, kept, cancellationToken);
                return null;
            }

            var problem = await ProblemAsync(response, cancellationToken);
            return problem.Name == "sign-in-required"
                ? throw new SignInRequiredException(problem.Reason)
                : response.Headers.RetryAfter?.Delta ?? PauseAfterFailure;
        }
        catch (Exception error) when (IsNoAnswer(error, cancellationToken))
        {
            // No answer is no answer: the same token is presented again.
            return PauseAfterFailure;
        }
    }

    private async Task TakeAsync(HttpResponseMessage response, Kept before, CancellationToken cancellationToken)
    {
        var answer = (await response.Content.ReadFromJsonAsync<Answer>(cancellationToken))!;

        // First the disk, then the use: using the access token spends the refresh token before this one.
        Write(new(before.Client, answer.DeviceToken ?? before.DeviceToken, answer.RefreshToken, answer.Session.Id));
        (_held, _receivedAt, _notBefore) = (answer, clock.GetTimestamp(), TimeSpan.Zero);
        await ConfirmAsync(answer.AccessToken, cancellationToken);
    }

    private async Task ConfirmAsync(string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/client-events");
        request.Content = JsonContent.Create(new { });
        request.Headers.Authorization = new("Bearer", accessToken);
        try
        {
            using var confirmed = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception error) when (IsNoAnswer(error, cancellationToken))
        {
            // A confirmation that gets lost does no harm.
        }
    }

    private static bool IsNoAnswer(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private Task<HttpResponseMessage> PostAsync(
        string url, object body, Kept kept, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Tidelock-Client", kept.Client);
        if (kept.Session is not null)
        {
            request.Headers.Add("X-Tidelock-Session", kept.Session);
        }

        return http.SendAsync(request, cancellationToken);
    }

    private static async Task<(string Name, string Reason)> ProblemAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var name = problem.GetProperty("type").GetString()!.Split('/')[^1];
        return (name, problem.TryGetProperty("reason", out var reason) ? reason.GetString()! : string.Empty);
    }

    private TimeSpan Age() => clock.GetElapsedTime(_receivedAt);

    /// <summary>One process at a time. A wait too long is given up: renewing twice is harmless.</summary>
    private async Task<FileStream?> WaitForTurnAsync(CancellationToken cancellationToken)
    {
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < LockWait;)
        {
            try
            {
                return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPoll, clock, cancellationToken);
            }
        }

        return null;
    }

    private Kept? Read() => File.Exists(path) ? JsonSerializer.Deserialize<Kept>(File.ReadAllText(path)) : null;

    private void Write(Kept kept)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(path + ".new", options))
        {
            JsonSerializer.Serialize(file, kept);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
