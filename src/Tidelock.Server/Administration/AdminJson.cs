using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tidelock.Server.Administration.Audit;
using Tidelock.Server.Administration.Backup;
using Tidelock.Server.Administration.Configuration;
using Tidelock.Server.Administration.Doctor;
using Tidelock.Server.Administration.Keys;
using Tidelock.Server.Administration.Sessions;
using Tidelock.Server.Administration.Status;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Http;

namespace Tidelock.Server.Administration;

/// <summary>
/// The JSON of the administration endpoints and of the command line, which reads it. Generated at build time: a
/// command starts without looking at types first.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true,
    MaxDepth = JsonBody.MaxDepth)]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(UserPage))]
[JsonSerializable(typeof(AddUserRequest))]
[JsonSerializable(typeof(AddedUser))]
[JsonSerializable(typeof(LinkView))]
[JsonSerializable(typeof(FirstAdministratorLink))]
[JsonSerializable(typeof(SetRolesRequest))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(EndedCount))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(RotateKeysRequest))]
[JsonSerializable(typeof(CompromiseKeyRequest))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(VerdictView))]
[JsonSerializable(typeof(SealedHeads))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(BackupView))]
[JsonSerializable(typeof(SettingList))]
[JsonSerializable(typeof(Diagnosis))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(MigrationList))]
internal sealed partial class AdminJson : JsonSerializerContext
{
    internal static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;

    internal static IResult Ok<T>(T value) => new Answer<T>(value, TypeOf<T>());

    internal static IResult Created<T>(T value) =>
        new Answer<T>(value, TypeOf<T>(), StatusCodes.Status201Created);
}
