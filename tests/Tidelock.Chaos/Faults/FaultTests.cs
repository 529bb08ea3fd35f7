namespace Tidelock.Chaos.Faults;

public sealed class FaultTests(ITestOutputHelper output)
{
    private const ulong Seed = 20251108;

    public static TheoryData<string> Names => [.. AllFaults.List.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whatever_goes_wrong_what_was_acknowledged_is_there(string name)
    {
        var fault = AllFaults.List.Single(fault => fault.Name == name);
        if (await fault.MissingAsync() is { } missing)
        {
            Assert.Skip($"This fault can't be made on this machine. {missing}");
        }

        var report = await fault.RunAsync(Effort.InSuite(brief: 1, full: 10), new(Seed));

        output.WriteLine(report.ToString());
        Assert.True(report.Holds, report.ToString());
    }
}
