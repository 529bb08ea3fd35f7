using System.Net;
using System.Text;

namespace ExamBank.Tests;

public sealed class AnswerTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task An_answer_that_is_sent_twice_is_saved_once()
    {
        using var alice = site.As("alice-twice");
        var attempt = await alice.StartAsync();

        for (var time = 0; time < 2; time++)
        {
            using var saved = await alice.SaveAsync(attempt, "salt", "No outflow", 0);
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
            Assert.Equal(1, (await saved.JsonAsync()).GetProperty("revision").GetInt64());
        }

        Assert.Equal(("No outflow", 1), await alice.AnswerAsync(attempt, "salt"));
    }

    [Fact]
    public async Task A_change_of_an_older_version_never_overwrites_a_newer_one()
    {
        using var alice = site.As("alice-older");
        var attempt = await alice.StartAsync();
        using var first = await alice.SaveAsync(attempt, "salt", "one", 0);
        using var second = await alice.SaveAsync(attempt, "salt", "two", 1);

        using var late = await alice.SaveAsync(attempt, "salt", "from a tab that slept", 1);

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal("another-revision", await late.ProblemAsync());
        var current = (await late.JsonAsync()).GetProperty("current");
        Assert.Equal("two", current.GetProperty("text").GetString());
        Assert.Equal(2, current.GetProperty("revision").GetInt64());
        Assert.Equal(("two", 2), await alice.AnswerAsync(attempt, "salt"));
    }

    [Fact]
    public async Task Of_twenty_tabs_that_change_the_same_version_at_once_one_wins_and_the_others_are_told()
    {
        const int Tabs = 20;
        using var alice = site.As("alice-tabs");
        var attempt = await alice.StartAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Tabs).Select(tab => alice.SaveAsync(attempt, "salt", $"tab {tab}", 0)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(Tabs - 1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        var (text, revision) = await alice.AnswerAsync(attempt, "salt");
        var winner = await answers.Single(answer => answer.IsSuccessStatusCode).JsonAsync();
        Assert.Equal((winner.GetProperty("text").GetString(), 1), (text, revision));
    }

    [Fact]
    public async Task An_answer_can_be_taken_back()
    {
        using var alice = site.As("alice-back");
        var attempt = await alice.StartAsync();
        using var chosen = await alice.SaveAsync(attempt, "strait", "2", 0);

        using var none = await alice.SaveAsync(attempt, "strait", string.Empty, 1);

        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
        Assert.Equal((string.Empty, 2), await alice.AnswerAsync(attempt, "strait"));
    }

    [Theory]
    [InlineData("salt", null, 0L)]
    [InlineData("salt", "text", null)]
    [InlineData("salt", "text", -1L)]
    [InlineData("strait", "4", 0L)]
    [InlineData("strait", "-1", 0L)]
    [InlineData("strait", "01", 0L)]
    [InlineData("strait", "Gibraltar", 0L)]
    public async Task A_field_that_makes_no_sense_is_refused_by_name(string question, string? text, long? basedOn)
    {
        using var alice = site.As("alice-fields");
        var attempt = await alice.StartAsync();

        using var refused = await alice.SaveAsync(attempt, question, text, basedOn);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("wrong-field", await refused.ProblemAsync());
        Assert.Empty((await alice.ShowAsync(attempt)).GetProperty("answers").EnumerateObject());
    }

    [Theory]
    [InlineData(4000, HttpStatusCode.OK)]
    [InlineData(4001, HttpStatusCode.BadRequest)]
    [InlineData(40_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_text_has_a_longest_length(int length, HttpStatusCode expected)
    {
        using var alice = site.As($"alice-{length}");
        var attempt = await alice.StartAsync();

        using var answer = await alice.SaveAsync(attempt, "salt", new string('x', length), 0);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"text\":5,\"basedOn\":0}")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\",\"basedOn\":0}")]
    [InlineData("{\"text\":\"\\ud800\",\"basedOn\":0}")]
    public async Task A_body_that_is_no_save_is_refused(string body)
    {
        using var alice = site.As("alice-bodies");
        var attempt = await alice.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var refused = await alice.PutAsync($"/api/attempts/{attempt}/answers/salt", content, Site.Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_question_of_another_exam_is_not_there()
    {
        using var alice = site.As("alice-question");
        var attempt = await alice.StartAsync();

        using var refused = await alice.SaveAsync(attempt, "having", "1", 0);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }
}
