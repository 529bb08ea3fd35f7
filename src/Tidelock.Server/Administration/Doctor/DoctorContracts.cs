namespace Tidelock.Server.Administration.Doctor;

/// <summary>One thing the doctor looked at.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">ok, warning or problem.</param>
/// <param name="Finding">What was found, in a sentence.</param>
/// <param name="Advice">What to do; null when nothing is to be done.</param>
internal sealed record CheckView(string Name, string State, string Finding, string? Advice)
{
    internal const string Ok = "ok";
    internal const string Warning = "warning";
    internal const string Problem = "problem";
}

/// <summary>What the doctor found.</summary>
internal sealed record Diagnosis(bool Healthy, IReadOnlyList<CheckView> Checks);
