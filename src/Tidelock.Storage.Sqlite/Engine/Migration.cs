using System.Globalization;
using System.Reflection;

namespace Tidelock.Storage.Sqlite.Engine;

/// <summary>One numbered pair of embedded scripts.</summary>
internal sealed record Migration(int Number, string Name, string Up, string Down)
{
    /// <summary>Tells whether an applied script is still the same.</summary>
    public Digest Hash => Digest.Of(System.Text.Encoding.UTF8.GetBytes(Up));

    /// <summary>Every step, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    private static List<Migration> Load()
    {
        const string Suffix = ".up.sql";
        var assembly = typeof(Migration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
                .Select(name => name[..^Suffix.Length])
                .Order(StringComparer.Ordinal)
                .Select(stem => new Migration(
                    int.Parse(stem[..4], NumberStyles.None, CultureInfo.InvariantCulture),
                    stem[5..],
                    Read(assembly, stem + Suffix),
                    Read(assembly, stem + ".down.sql"))),
        ];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
