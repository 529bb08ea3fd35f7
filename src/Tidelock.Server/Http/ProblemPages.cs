using System.Text.Encodings.Web;

namespace Tidelock.Server.Http;

/// <summary>`GET /problems/{name}`: what a problem type means and what to do about it, for people.</summary>
internal static class ProblemPages
{
    internal static IResult Show(string name)
    {
        if (ProblemType.Find(name) is not { } type)
        {
            return new Problem(ProblemType.NotFound);
        }

        var html = HtmlEncoder.Default;
        return TypedResults.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{html.Encode(type.Title)}</title>
            <h1>{html.Encode(type.Title)}</h1>
            <p><code>{type.Type}</code>, status {type.Status}</p>
            <p>{html.Encode(type.Advice)}</p>
            </html>
            """,
            "text/html; charset=utf-8");
    }
}
