using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ExamBank.Tests;

/// <summary>The real site on Kestrel and SQLite, with a clock that tests move.</summary>
public sealed class Site : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("exambank-test-");
    private WebApplicationFactory<Program>? _factory;

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    internal Issuer Issuer { get; private set; } = null!;

    internal static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Issuer = await Issuer.StartAsync();
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _factory!.DisposeAsync();
        await Issuer.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    /// <summary>Ends the site and starts it again on the same data.</summary>
    internal async Task RestartAsync()
    {
        await _factory!.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Start();
    }

    /// <summary>Calls the site with a token; without one with null.</summary>
    internal HttpClient With(string? token)
    {
        var http = _factory!.CreateClient();
        http.DefaultRequestHeaders.Authorization =
            token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>Calls the site as a user.</summary>
    internal HttpClient As(string user) => With(Issuer.Token(user));

    private void Start()
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web => web
            .UseSetting("ExamBank:Tidelock", Issuer.Url)
            .UseSetting("ExamBank:Data", _data.FullName)
            .UseSetting("urls", "http://127.0.0.1:0")
            .UseSetting("Logging:LogLevel:Default", "Error")
            .ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock)));
        _factory.UseKestrel();
        _factory.StartServer();
    }
}

/// <summary>What students do, in a word each.</summary>
internal static class Student
{
    /// <summary>Starts the exam of six questions about water, which takes 12 minutes.</summary>
    internal static async Task<long> StartAsync(this HttpClient student, string exam = "geography")
    {
        using var answer = await student.PostAsync($"/api/exams/{exam}/attempts", null, Site.Cancelled);
        return (await answer.JsonAsync()).GetProperty("id").GetInt64();
    }

    internal static Task<HttpResponseMessage> SaveAsync(
        this HttpClient student, long attempt, string question, string? text, long? basedOn) =>
        student.PutAsJsonAsync(
            $"/api/attempts/{attempt}/answers/{question}", new { text, basedOn }, Site.Cancelled);

    internal static async Task<JsonElement> ShowAsync(this HttpClient student, long attempt) =>
        await student.GetFromJsonAsync<JsonElement>($"/api/attempts/{attempt}", Site.Cancelled);

    /// <summary>An answer as the site shows it: text and revision.</summary>
    internal static async Task<(string?, long)> AnswerAsync(this HttpClient student, long attempt, string question)
    {
        var shown = await student.ShowAsync(attempt);
        var answer = shown.GetProperty("answers").GetProperty(question);
        return (answer.GetProperty("text").GetString(), answer.GetProperty("revision").GetInt64());
    }

    internal static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(Site.Cancelled));

    /// <summary>The name of a problem; fails when the answer is none.</summary>
    internal static async Task<string> ProblemAsync(this HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.JsonAsync()).GetProperty("type").GetString()!.Split('/')[^1];
    }
}
