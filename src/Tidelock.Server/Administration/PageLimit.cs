using System.Globalization;
using Tidelock.Server.Http;

namespace Tidelock.Server.Administration;

/// <summary>How many entries one page of a list has.</summary>
internal static class PageLimit
{
    /// <summary>Most entries of one page.</summary>
    internal const int Max = 1000;

    private const int Default = 100;

    /// <summary>What the query asks for; null when that is no number from 1 to <see cref="Max"/>.</summary>
    internal static int? Read(IQueryCollection query)
    {
        if (query["limit"].ToString() is not { Length: > 0 } text)
        {
            return Default;
        }

        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit);
        return isNumber && limit is >= 1 and <= Max ? limit : null;
    }

    internal static IResult Invalid() => Problem.Invalid("limit", $"must be a whole number from 1 to {Max}");
}
