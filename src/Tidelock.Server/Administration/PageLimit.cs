using Tidelock.Server.Http;

namespace Tidelock.Server.Administration;

/// <summary>How many entries one page of a list has.</summary>
internal static class PageLimit
{
    /// <summary>Most entries of one page.</summary>
    internal const int Max = 1000;

    private const int Default = 100;

    /// <summary>What the query may say.</summary>
    internal static readonly QueryField<long> Field = QueryField.Number(
        "limit", $"At most so many; {Default} unless given.", 1, Max);

    /// <summary>What the query asks for; it counts only when <paramref name="errors"/> has nothing.</summary>
    internal static int Read(IQueryCollection query, FieldErrors errors) =>
        (int)(Field.Read(query, errors) ?? Default);
}
