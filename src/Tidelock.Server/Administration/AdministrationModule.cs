using Tidelock.Server.Administration.Access;
using Tidelock.Server.Administration.Audit;
using Tidelock.Server.Administration.Backup;
using Tidelock.Server.Administration.Configuration;
using Tidelock.Server.Administration.Doctor;
using Tidelock.Server.Administration.Keys;
using Tidelock.Server.Administration.Sessions;
using Tidelock.Server.Administration.Status;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;

namespace Tidelock.Server.Administration;

/// <summary>The administration endpoints: what operators do, by the command line or by a page.</summary>
internal static class AdministrationModule
{
    /// <summary>Where all of them live.</summary>
    internal const string Prefix = "/api/v1/admin";

    internal static void AddAdministration(this IServiceCollection services)
    {
        services.TryAddSingleton<OperatorGate>();
        services.TryAddSingleton<AddUser>();
        services.TryAddSingleton<Examination>();
        services.TryAddSingleton(provider => new StartTime(provider.GetRequiredService<TimeProvider>().GetUtcNow()));
    }

    internal static void MapAdministration(this IEndpointRouteBuilder endpoints)
    {
        var admin = endpoints.MapGroup(Prefix).WithTags(ApiTags.Administration).Asks(Credential.Administrator);
        var gate = endpoints.ServiceProvider.GetRequiredService<OperatorGate>();

        // Around the whole endpoint, binding included: nothing of a request is looked at before its caller is known.
        ((IEndpointConventionBuilder)admin).Add(
            endpoint => endpoint.RequestDelegate = gate.Guard(endpoint.RequestDelegate!));

        admin.MapStatus();
        admin.MapUsers();
        admin.MapSessions();
        admin.MapKeys();
        admin.MapAudit();
        admin.MapBackup();
        admin.MapConfiguration();
        admin.MapDoctor();

        // What does not exist is guarded like the rest, so that a stranger can't tell what does.
        admin.Map("/{**path}", () => new Problem(ProblemType.NotFound) { Detail = "There is no such endpoint." });
    }
}
