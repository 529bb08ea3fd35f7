namespace Tidelock.Chaos.Overload;

public sealed class OverloadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Ten_times_the_rate_is_turned_away_in_words_and_uses_up_no_token()
    {
        var report = await new OverloadRun(
            TimeSpan.FromSeconds(LongForm.Of(brief: 3, full: 60)),
            TimeSpan.FromSeconds(LongForm.Of(brief: 1, full: 4)),
            output.WriteLine).RunAsync();

        output.WriteLine(report.Text());
        Assert.Empty(report.Mistakes);
    }
}
