using Tidelock.Server.Http.OpenApi;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>Lets the doctor look.</summary>
internal static class DoctorEndpoint
{
    internal static void MapDoctor(this RouteGroupBuilder admin) => admin
        .MapGet(
            "/doctor",
            async (Examination examination, CancellationToken cancellationToken) =>
                AdminJson.Ok(await examination.RunAsync(cancellationToken)))
        .Named("examine", "Looks for what is wrong, and says what to do.")
        .Answers<Diagnosis>();
}
