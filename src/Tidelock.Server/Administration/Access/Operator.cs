using System.Reflection;
using Tidelock.Events;

namespace Tidelock.Server.Administration.Access;

/// <summary>Who administers: somebody on the machine, or a signed-in administrator.</summary>
/// <param name="Self">As events tell of them.</param>
internal sealed record Operator(Initiator Self)
{
    /// <summary>The operator that the gate let in; endpoints take it as a parameter.</summary>
    public static ValueTask<Operator> BindAsync(HttpContext http, ParameterInfo parameter) =>
        new(http.Features.Get<Operator>()
            ?? throw new InvalidOperationException("No gate stands before this endpoint."));

    /// <summary>An event of something this operator does.</summary>
    internal EventDraft Does(EventKind kind, DateTimeOffset at, params KeyValuePair<string, string>[] facts) =>
        Self.Does(kind, at, facts);
}
