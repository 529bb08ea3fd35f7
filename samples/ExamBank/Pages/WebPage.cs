using Microsoft.Net.Http.Headers;

namespace ExamBank.Pages;

/// <summary>What the page has to know before it can do anything.</summary>
/// <param name="Tidelock">The public URL of the Tidelock server.</param>
internal sealed record PageSettings(string Tidelock);

/// <summary>The page: files that Vite made, and the headers that keep foreign scripts out of it.</summary>
internal static class WebPage
{
    private const string Index = "index.html";

    /// <summary>Those of src/routing.tsx.</summary>
    private static readonly string[] Addresses =
        ["/", "/sessions", "/attempts/{id:long}", "/attempts/{id:long}/result"];

    /// <summary>Vite gives these names that change with their content.</summary>
    private const string FingerprintedFiles = "/assets";

    internal static void UsePageHeaders(this WebApplication app)
    {
        var site = app.Services.GetRequiredService<SiteOptions>();
        var policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + $"connect-src 'self' {new Uri(site.Tidelock).GetLeftPart(UriPartial.Authority)}; manifest-src 'self'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers.CacheControl = http.Request.Path.StartsWithSegments(FingerprintedFiles, StringComparison.Ordinal)
                ? "public, max-age=31536000, immutable"
                : "no-store";
            return next(http);
        });
    }

    internal static void UsePage(this WebApplication app) => app.UseStaticFiles();

    internal static void MapPage(this WebApplication app)
    {
        var site = app.Services.GetRequiredService<SiteOptions>();
        app.MapGet("/settings.json", () => new PageSettings(site.Tidelock));

        // The page finds out by the address what it shows.
        foreach (var address in Addresses)
        {
            app.MapFallbackToFile(address, Index);
        }
    }
}
