using System.Text.Json.Serialization;
using Tidelock.Server.Events;
using Tidelock.Server.Health;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Server.Users;

namespace Tidelock.Server.Http;

/// <summary>Every body that is read or written, compiled: what is not listed here is not part of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    AllowDuplicateProperties = false,
    MaxDepth = JsonBody.MaxDepth)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(SignOutRequest))]
[JsonSerializable(typeof(ClientEventsRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(ResetPasswordRequest))]
[JsonSerializable(typeof(FirstAdministratorRequest))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(EndedAnswer))]
[JsonSerializable(typeof(SessionListAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(UserCreatedAnswer))]
[JsonSerializable(typeof(DiscoveryAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
