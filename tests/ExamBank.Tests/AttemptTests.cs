using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ExamBank.Tests;

public sealed class AttemptTests(Site site) : IClassFixture<Site>
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task Who_starts_twice_goes_on_with_the_same_attempt()
    {
        using var phone = site.As("bob-twice");
        using var laptop = site.As("bob-twice");

        Assert.Equal(await phone.StartAsync(), await laptop.StartAsync());
    }

    [Fact]
    public async Task The_time_left_is_the_servers()
    {
        using var bob = site.As("bob-time");
        var attempt = await bob.StartAsync();
        Assert.Equal(Time.TotalSeconds, await SecondsLeftAsync(bob, attempt));

        site.Clock.Advance(TimeSpan.FromSeconds(100.2));

        Assert.Equal(Time.TotalSeconds - 100, await SecondsLeftAsync(bob, attempt));
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.OK)]
    [InlineData(4, HttpStatusCode.OK)]
    [InlineData(5, HttpStatusCode.Gone)]
    [InlineData(3600, HttpStatusCode.Gone)]
    public async Task An_answer_that_arrives_so_long_after_the_end(int seconds, HttpStatusCode expected)
    {
        using var bob = site.As($"bob-end-{seconds}");
        var attempt = await bob.StartAsync();
        site.Clock.Advance(Time + TimeSpan.FromSeconds(seconds));

        using var saved = await bob.SaveAsync(attempt, "salt", "just in time?", 0);

        Assert.Equal(expected, saved.StatusCode);
        if (expected == HttpStatusCode.Gone)
        {
            Assert.Equal("attempt-over", await saved.ProblemAsync());
            var shown = await bob.ShowAsync(attempt);
            Assert.True(shown.GetProperty("isOver").GetBoolean());
            Assert.Equal(0, shown.GetProperty("secondsLeft").GetInt64());
            Assert.Empty(shown.GetProperty("answers").EnumerateObject());
        }
    }

    [Fact]
    public async Task What_is_handed_in_stays_as_it_is()
    {
        using var bob = site.As("bob-hand-in");
        var attempt = await bob.StartAsync();
        using var saved = await bob.SaveAsync(attempt, "strait", "1", 0);

        for (var time = 0; time < 2; time++)
        {
            using var handedIn = await bob.PostAsync($"/api/attempts/{attempt}/hand-in", null, Site.Cancelled);
            Assert.True((await handedIn.JsonAsync()).GetProperty("isOver").GetBoolean());
        }

        using var late = await bob.SaveAsync(attempt, "strait", "2", 1);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Equal(("1", 1), await bob.AnswerAsync(attempt, "strait"));
        Assert.NotEqual(attempt, await bob.StartAsync());
    }

    [Fact]
    public async Task A_restart_of_the_site_loses_nothing()
    {
        using var before = site.As("bob-restart");
        var attempt = await before.StartAsync();
        using var saved = await before.SaveAsync(attempt, "salt", "kept", 0);

        await site.RestartAsync();

        using var after = site.As("bob-restart");
        Assert.Equal(("kept", 1), await after.AnswerAsync(attempt, "salt"));
        Assert.Equal(attempt, await after.StartAsync());
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PUT", "/answers/salt")]
    [InlineData("POST", "/hand-in")]
    [InlineData("GET", "/result")]
    public async Task Another_users_attempt_is_not_there(string method, string path)
    {
        using var bob = site.As("bob-own");
        using var eve = site.As("eve");
        var attempt = await bob.StartAsync();
        using var saved = await bob.SaveAsync(attempt, "salt", "mine", 0);
        using var request = new HttpRequestMessage(new(method), $"/api/attempts/{attempt}{path}");
        request.Content = method == "PUT" ? JsonContent.Create(new { text = "eve was here", basedOn = 1 }) : null;

        using var refused = await eve.SendAsync(request, Site.Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        var text = await refused.Content.ReadAsStringAsync(Site.Cancelled);
        Assert.DoesNotContain("mine", text, StringComparison.Ordinal);
        Assert.Equal(("mine", 1), await bob.AnswerAsync(attempt, "salt"));
        Assert.False((await bob.ShowAsync(attempt)).GetProperty("isOver").GetBoolean());
        Assert.Empty((await eve.GetFromJsonAsync<JsonElement>("/api/attempts", Site.Cancelled)).EnumerateArray());
    }

    [Fact]
    public async Task There_is_a_most_that_one_student_can_start()
    {
        const int Most = 200;
        using var bob = site.As("bob-eager");
        for (var attempt = 0; attempt < Most; attempt++)
        {
            var id = await bob.StartAsync();
            using var handedIn = await bob.PostAsync($"/api/attempts/{id}/hand-in", null, Site.Cancelled);
        }

        using var refused = await bob.PostAsync("/api/exams/geography/attempts", null, Site.Cancelled);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("too-many-attempts", await refused.ProblemAsync());
    }

    [Fact]
    public async Task An_exam_that_does_not_exist_can_not_be_started()
    {
        using var bob = site.As("bob-nothing");

        using var refused = await bob.PostAsync("/api/exams/astrology/attempts", null, Site.Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    private static async Task<double> SecondsLeftAsync(HttpClient student, long attempt) =>
        (await student.ShowAsync(attempt)).GetProperty("secondsLeft").GetDouble();
}
