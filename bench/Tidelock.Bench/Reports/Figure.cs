using System.Globalization;

namespace Tidelock.Bench.Reports;

/// <summary>A figure of several rounds: the median, and how far the rounds were apart.</summary>
internal readonly record struct Figure(double Median, double Min, double Max)
{
    internal static Figure Of(IEnumerable<double> rounds)
    {
        var sorted = rounds.Order().ToList();
        return sorted.Count == 0 ? default : new(sorted[sorted.Count / 2], sorted[0], sorted[^1]);
    }

    /// <summary>The three with a format, such as <c>0.0</c>.</summary>
    internal string Text(string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median.ToString(format, CultureInfo.InvariantCulture)} "
        + $"({Min.ToString(format, CultureInfo.InvariantCulture)}–"
        + $"{Max.ToString(format, CultureInfo.InvariantCulture)})");
}
