using System.Reflection;
using Tidelock.Server.Administration.Audit;
using Tidelock.Server.Administration.Backup;
using Tidelock.Server.Administration.Keys;
using Tidelock.Server.Administration.Users;
using Tidelock.Server.Sessions;
using Tidelock.Server.Users;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>
/// What a text comes to that has control characters in it. A credential is wrong then, like any other wrong one, and
/// the answer says nothing more; everything else is named.
/// </summary>
internal static class WrongTexts
{
    private static readonly Dictionary<string, Func<string, Refusal?>> Known = new(StringComparer.Ordinal)
    {
        [Key<LoginRequest>(nameof(LoginRequest.Username))] = _ => Refusal.WrongPassword,
        [Key<LoginRequest>(nameof(LoginRequest.Password))] = _ => Refusal.WrongPassword,

        // A device that is not known is no error: its holder signs in as on a new one.
        [Key<LoginRequest>(nameof(LoginRequest.DeviceToken))] = _ => null,
        [Key<RefreshRequest>(nameof(RefreshRequest.RefreshToken))] = _ => Refusal.SignIn,
        [Key<SignOutRequest>(nameof(SignOutRequest.RefreshToken))] = _ => Refusal.SignIn,
        [Key<ChangePasswordRequest>(nameof(ChangePasswordRequest.CurrentPassword))] = _ => Refusal.WrongPassword,
        [Key<ChangePasswordRequest>(nameof(ChangePasswordRequest.NewPassword))] = Refusal.Weak,
        [Key<ResetPasswordRequest>(nameof(ResetPasswordRequest.Token))] = _ => Refusal.DeadLink,
        [Key<ResetPasswordRequest>(nameof(ResetPasswordRequest.NewPassword))] = Refusal.Weak,
        [Key<FirstAdministratorRequest>(nameof(FirstAdministratorRequest.Token))] = _ => Refusal.DeadLink,
        [Key<FirstAdministratorRequest>(nameof(FirstAdministratorRequest.Username))] = Refusal.Of,
        [Key<FirstAdministratorRequest>(nameof(FirstAdministratorRequest.Password))] = Refusal.Weak,
        [Key<FirstAdministratorRequest>(nameof(FirstAdministratorRequest.Email))] = Refusal.Of,
        [Key<AddUserRequest>(nameof(AddUserRequest.Name))] = Refusal.Of,
        [Key<AddUserRequest>(nameof(AddUserRequest.Email))] = Refusal.Of,
        [Key<AddUserRequest>(nameof(AddUserRequest.Password))] = Refusal.Weak,
        [Key<AddUserRequest>(nameof(AddUserRequest.Roles))] = Refusal.Of,
        [Key<SetRolesRequest>(nameof(SetRolesRequest.Roles))] = Refusal.Of,
        [Key<CompromiseKeyRequest>(nameof(CompromiseKeyRequest.Id))] = _ => Refusal.NotFound,
        [Key<BackupRequest>(nameof(BackupRequest.Path))] = Refusal.Of,
        [Key<HeadView>(nameof(HeadView.PreviousHash))] = Refusal.Of,
        [Key<HeadView>(nameof(HeadView.Hash))] = Refusal.Of,
        [Key<HeadView>(nameof(HeadView.KeyId))] = Refusal.Of,
        [Key<HeadView>(nameof(HeadView.Signature))] = Refusal.Of,
    };

    /// <summary>What a text with a control character in it comes to; null when it is not refused.</summary>
    internal static Refusal? Of(Type owner, PropertyInfo member, string path) =>
        Known.TryGetValue($"{owner.Name}.{member.Name}", out var refusal)
            ? refusal(path)
            : throw new NotSupportedException(
                $"{owner.Name}.{member.Name} is new. Say here what comes of a text that can't be one.");

    private static string Key<T>(string member) => $"{typeof(T).Name}.{member}";
}
