using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tidelock.Server.Pages;

namespace Tidelock.Server.Playground;

/// <summary>
/// The Playground: one page on which a person sees what Tidelock does, and a developer reads how a client without
/// any SDK is written. Served in demo mode only.
/// </summary>
internal static class PlaygroundPage
{
    private const string Folder = "Playground/Page/";
    private const string Index = "index.html";

    /// <summary>
    /// Serves the page at <c>/</c> and its files below <c>/playground/</c>. Its look comes with
    /// <see cref="Account.AccountPages.MapAccountPages"/>, which is always mapped.
    /// </summary>
    public static IEndpointRouteBuilder MapPlayground(this IEndpointRouteBuilder routes)
    {
        foreach (var page in EmbeddedPage.AllBelow(Folder))
        {
            page.Map(routes, page.Name == Index ? "/" : $"/playground/{page.Name}");
        }

        routes.MapGet("/playground/accounts.json", () => Results.Json(DemoAccount.OnThePage)).ExcludeFromDescription();
        return routes;
    }
}
