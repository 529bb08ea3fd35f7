using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos.Kill;

public sealed class KillTests(ITestOutputHelper output)
{
    private const ulong Seed = 20251108;

    [Fact]
    public async Task What_was_acknowledged_survives_kills_under_load()
    {
        using var ground = new Ground();

        var report = await new KillRounds(Place.On(ground.Data), new(Seed), output.WriteLine)
            .RunAsync(Effort.InSuite(brief: 2, full: 50));

        output.WriteLine(report.Text());
        Assert.True(report.Holds, report.Text());
    }
}
