using System.Globalization;

namespace Tidelock.Simulation.Worlds;

/// <summary>What happened in a world, line by line; the last ones are kept.</summary>
internal sealed class Story
{
    /// <summary>Most lines that are kept.</summary>
    private const int MaxLines = 60;

    private readonly Queue<string> _lines = new();

    /// <summary>Adds a line.</summary>
    internal void Tell(DateTimeOffset at, string who, string what)
    {
        if (_lines.Count == MaxLines)
        {
            _lines.Dequeue();
        }

        var time = at - WorldClock.Start;
        _lines.Enqueue(string.Create(
            CultureInfo.InvariantCulture, $"day {time.Days + 1,2} {time:hh\\:mm\\:ss\\.fff}  {who,-8} {what}"));
    }

    /// <summary>The lines, first to last.</summary>
    public override string ToString() => string.Join(Environment.NewLine, _lines);
}

/// <summary>When every world begins.</summary>
internal static class WorldClock
{
    /// <summary>A Monday, at midnight.</summary>
    internal static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
}
