using System.CommandLine;

namespace Tidelock.Simulation.Lab;

/// <summary>`tidelock lab rotation`: the policies of rotation side by side, in the same worlds.</summary>
internal static class LabCommand
{
    private const int DefaultSeeds = 200;
    private const int DefaultThiefSeeds = 60;
    private const int DefaultDays = 30;

    /// <summary>Runs it; 0 when every promise was kept, 1 when one was broken.</summary>
    internal static int Run(string[] arguments)
    {
        var seeds = new Option<int>("--seeds")
        {
            Description = "Honest worlds of each kind and policy.",
            DefaultValueFactory = _ => DefaultSeeds,
        };
        var thiefSeeds = new Option<int>("--thief-seeds")
        {
            Description = "Worlds for each theft and policy.",
            DefaultValueFactory = _ => DefaultThiefSeeds,
        };
        var days = new Option<int>("--days")
        {
            Description = "How long the honest worlds last, in days.",
            DefaultValueFactory = _ => DefaultDays,
        };
        var json = new Option<bool>("--json") { Description = "Print every figure as JSON." };
        var rotation = new Command("rotation", "Compares policies of refresh token rotation in the same seeded worlds.")
        {
            seeds, thiefSeeds, days, json,
        };
        rotation.SetAction(parsed => Rotation(
            new(parsed.GetValue(seeds), parsed.GetValue(thiefSeeds), parsed.GetValue(days)), parsed.GetValue(json)));
        return new RootCommand("The lab: what the protocol does to honest people and to thieves.") { rotation }
            .Parse(arguments).Invoke();
    }

    private static int Rotation(LabSize size, bool json)
    {
        try
        {
            var result = RotationLab.Run(
                size, TimeProvider.System, json ? null : what => Console.Error.WriteLine($"· {what}"));
            Console.Out.WriteLine(json ? LabJson.Write(result) : LabText.Write(result));
            return 0;
        }
        catch (Exception failure) when (BrokenPromiseIn(failure) is { } report)
        {
            Console.Error.WriteLine(report.Message);
            return 1;
        }
    }

    private static Worlds.BrokenPromiseReport? BrokenPromiseIn(Exception failure) => failure switch
    {
        Worlds.BrokenPromiseReport report => report,
        AggregateException several => several.Flatten().InnerExceptions
            .OfType<Worlds.BrokenPromiseReport>().FirstOrDefault(),
        _ => null,
    };
}
