using Microsoft.AspNetCore.Routing;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>An endpoint with everything of a request that it reads, as it says itself.</summary>
internal sealed record Operation(string Id, string Method, string Path, IReadOnlyList<object> Metadata)
{
    internal Credential Credential => Metadata.OfType<CredentialNeeded>().Last().Credential;

    internal BodyTaken? Body => Metadata.OfType<BodyTaken>().LastOrDefault();

    internal IEnumerable<ApiHeader> Headers => Metadata.OfType<HeaderRead>().Select(read => read.Header);

    internal IEnumerable<QueryField> Query => Metadata.OfType<QueryRead>().Select(read => read.Field);

    internal bool HasId => Path.Contains("{id}", StringComparison.Ordinal);

    /// <summary>True when there is anything in a request that could be wrong.</summary>
    internal bool ReadsAnything =>
        Credential != Credential.None || Body is not null || Headers.Any() || Query.Any() || HasId;

    /// <summary>As any server has it.</summary>
    internal static async Task<Operation> FindAsync(string id)
    {
        await using var server = await RunningServer.StartAsync();
        return AllOf(server).Single(operation => operation.Id == id);
    }

    internal static IReadOnlyList<Operation> AllOf(RunningServer server) =>
    [
        .. from endpoint in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let name = endpoint.Metadata.GetMetadata<OperationName>()
           where name is not null
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           select new Operation(name.Id, method, endpoint.RoutePattern.RawText!, [.. endpoint.Metadata]),
    ];
}
