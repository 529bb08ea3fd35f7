using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ExamBank.Exams;
using ExamBank.Results;

namespace ExamBank.Tests;

public sealed class ResultTests(Site site) : IClassFixture<Site>
{
    private static readonly Question Chosen =
        new("q", "Which?", 2, "Because.") { Options = ["a", "b", "c"], Right = 1 };

    private static readonly Question Written =
        new("q", "Why?", 3, "Because.") { Mentions = [["evaporat", "dries"], ["no outflow"], ["salt"]] };

    [Theory]
    [InlineData("1", 2)]
    [InlineData("0", 0)]
    [InlineData("", 0)]
    public void A_choice_is_right_or_wrong(string text, int points) =>
        Assert.Equal(points, Marking.Points(Chosen, text));

    [Theory]
    [InlineData("", 0)]
    [InlineData("It evaporates.", 1)]
    [InlineData("It DRIES up: there is no outflow", 2)]
    [InlineData("Evaporation, no outflow, and the salt stays. Salt, salt.", 3)]
    public void A_text_gets_its_share_for_what_it_mentions(string text, int points) =>
        Assert.Equal(points, Marking.Points(Written, text));

    [Fact]
    public async Task The_result_is_there_when_the_attempt_is_over_and_not_before()
    {
        using var carol = site.As("carol");
        var attempt = await carol.StartAsync();
        using var right = await carol.SaveAsync(attempt, "strait", "1", 0);
        using var wrong = await carol.SaveAsync(attempt, "tides", "3", 0);
        using var early = await carol.GetAsync($"/api/attempts/{attempt}/result", Site.Cancelled);
        Assert.Equal("still-running", await early.ProblemAsync());
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);

        site.Clock.Advance(TimeSpan.FromHours(1));

        var result = await carol.GetFromJsonAsync<JsonElement>($"/api/attempts/{attempt}/result", Site.Cancelled);
        Assert.Equal((1, 9), (result.GetProperty("points").GetInt32(), result.GetProperty("maxPoints").GetInt32()));
        var marked = result.GetProperty("answers")[1];
        Assert.Equal("In the Great Barrier Reef", marked.GetProperty("given").GetString());
        Assert.Equal("In the Bay of Fundy", marked.GetProperty("right").GetString());
    }

    [Fact]
    public async Task No_right_answer_leaves_the_server_before_the_end()
    {
        using var carol = site.As("carol-peeks");
        var attempt = await carol.StartAsync();
        string[] views = ["/api/exams", "/api/exams/geography", $"/api/attempts/{attempt}"];

        foreach (var view in views)
        {
            var text = await carol.GetStringAsync(view, Site.Cancelled);
            Assert.DoesNotContain("right", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("explanation", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("evaporat", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void An_exam_that_can_not_be_marked_is_found_when_the_site_starts()
    {
        Question[] unsound =
        [
            Chosen with { Right = 3 }, Chosen with { Options = null }, Chosen with { Points = 0 },
            Written with { Mentions = [[]] }, Written with { Right = 0 }, Written with { Mentions = null },
        ];

        Assert.All(unsound, question => Assert.Throws<InvalidDataException>(
            () => new ExamCatalogue([new("e", "E", "S", 5, [question])])));
        Assert.Throws<InvalidDataException>(() => new ExamCatalogue([new("e", "E", "S", 5, [Chosen, Written])]));
        Assert.Equal(3, new ExamCatalogue().All.Count);
    }
}
