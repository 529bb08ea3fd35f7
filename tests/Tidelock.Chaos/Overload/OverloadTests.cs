namespace Tidelock.Chaos.Overload;

public sealed class OverloadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Ten_times_the_rate_is_turned_away_in_words_and_uses_up_no_token()
    {
        var report = await new OverloadRun(LongForm.Of(brief: 4, full: 60), output.WriteLine).RunAsync();

        output.WriteLine(report.Text());
        Assert.Empty(report.Mistakes);
    }
}
