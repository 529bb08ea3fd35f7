using System.Text;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>What a seed picks: the same again for the same seed.</summary>
internal sealed class Picks
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly Random _random;

#pragma warning disable RS0030 // The seed makes it repeatable, which is what the ban is for.
    internal Picks(int seed) => _random = new(seed);
#pragma warning restore RS0030

    internal int Number(int min, int max) => _random.Next(min, max + 1);

    internal T One<T>(params IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    /// <summary>Letters and digits.</summary>
    internal string Word(int length)
    {
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            text.Append(Letters[_random.Next(Letters.Length)]);
        }

        return text.ToString();
    }

    /// <summary>The text with something put in between: white space at the ends of a name is no part of it.</summary>
    internal string Inside(string text, string more) => text.Insert(_random.Next(1, text.Length), more);

    /// <summary>A character that controls something: NUL, line breaks, escape, delete.</summary>
    internal char Control() => (char)One(0, 1, 7, 8, 9, 10, 13, 27, 31, 127, 0x85);
}
