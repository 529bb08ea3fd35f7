using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tidelock.Server.Pages;

namespace Tidelock.Server.Account;

/// <summary>
/// The pages behind one-time links: set a new password, make the first administrator. The token stands in the
/// fragment of the link, which a browser never sends; the page takes it out of the address bar before anything else.
/// </summary>
internal static class AccountPages
{
    private const string Folder = "Account/Page/";
    private const string LookFolder = "Pages/Look/";

    /// <summary>
    /// Serves <c>/account/password</c>, <c>/account/first-administrator</c> with their files, and the look that the
    /// server's pages share, below <c>/look/</c>.
    /// </summary>
    public static IEndpointRouteBuilder MapAccountPages(this IEndpointRouteBuilder routes)
    {
        foreach (var page in EmbeddedPage.AllBelow(Folder))
        {
            page.Map(routes, $"/account/{WithoutHtml(page.Name)}");
        }

        foreach (var page in EmbeddedPage.AllBelow(LookFolder))
        {
            page.Map(routes, $"/look/{page.Name}");
        }

        return routes;
    }

    private static string WithoutHtml(string name) =>
        name.EndsWith(".html", StringComparison.Ordinal) ? Path.ChangeExtension(name, null) : name;
}
