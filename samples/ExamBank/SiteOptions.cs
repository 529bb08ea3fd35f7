using Microsoft.Extensions.Configuration;

namespace ExamBank;

/// <summary>Where the site finds what it needs; section <c>ExamBank</c> of the configuration.</summary>
internal sealed record SiteOptions
{
    /// <summary>The folder of the built page, beside the program.</summary>
    internal const string PageFolder = "wwwroot";

    private const string DefaultTidelock = "http://127.0.0.1:5480";
    private const string DefaultData = "exambank-data";

    /// <summary><c>ExamBank:Tidelock</c>: the public URL of the Tidelock server, without a slash at its end.</summary>
    public required string Tidelock { get; init; }

    /// <summary><c>ExamBank:Data</c>: the directory of the database.</summary>
    public required string Data { get; init; }

    /// <summary><c>ExamBank:EndWithInput</c>: whether to end when standard input does.</summary>
    public required bool EndWithInput { get; init; }

    /// <exception cref="InvalidOperationException">The URL is none.</exception>
    internal static SiteOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("ExamBank");
        var tidelock = section["Tidelock"] ?? DefaultTidelock;
        if (!Uri.TryCreate(tidelock, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"ExamBank:Tidelock: '{tidelock}' is no http or https URL.");
        }

        return new()
        {
            Tidelock = tidelock.TrimEnd('/'),
            Data = Path.GetFullPath(section["Data"] ?? DefaultData),
            EndWithInput = section.GetValue<bool>("EndWithInput"),
        };
    }
}
