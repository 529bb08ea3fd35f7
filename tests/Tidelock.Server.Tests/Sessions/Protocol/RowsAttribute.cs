using System.Reflection;
using Tidelock.Sessions;
using Xunit.Sdk;
using Xunit.v3;

namespace Tidelock.Server.Tests.Sessions.Protocol;

/// <summary>Kinds of session: the channel, and whether a key of the client holds it.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    UnboundCookie = 1,
    UnboundBody = 2,
    BoundCookie = 4,
    BoundBody = 8,
    Unbound = UnboundCookie | UnboundBody,
    Bound = BoundCookie | BoundBody,
    Every = Unbound | Bound,
}

/// <summary>
/// The rows of the decision table that a scenario shows, and the kinds of session it is run for. It gives the test its
/// data, so that a row can't be claimed for a kind that is not run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RowsAttribute(Kinds kinds, params int[] rows) : DataAttribute
{
    private static readonly (Kinds Kind, Channel Channel, bool Bound)[] All =
    [
        (Kinds.UnboundCookie, Channel.Cookie, false), (Kinds.UnboundBody, Channel.Body, false),
        (Kinds.BoundCookie, Channel.Cookie, true), (Kinds.BoundBody, Channel.Body, true),
    ];

    internal Kinds Kinds { get; } = kinds;

    internal IReadOnlyList<int> Rows { get; } = rows;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([
            .. from each in All
               where Kinds.HasFlag(each.Kind)
               select new TheoryDataRow<Channel, bool>(each.Channel, each.Bound),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
