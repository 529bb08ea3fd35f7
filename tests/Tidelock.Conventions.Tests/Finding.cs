namespace Tidelock.Conventions.Tests;

/// <summary>Turns what a rule found into a test's verdict.</summary>
internal static class Finding
{
    /// <summary>Fails with every finding, one a line, under a sentence that says what the rule is for.</summary>
    internal static void None(IEnumerable<string> findings, string rule)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, $"{rule}\n  {string.Join("\n  ", all)}");
    }
}
