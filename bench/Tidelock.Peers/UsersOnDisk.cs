using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Tidelock.Peers;

/// <summary>Users as an application usually keeps them for Identity: Entity Framework Core, here over SQLite.</summary>
internal sealed class UsersOnDisk(DbContextOptions<UsersOnDisk> options) : IdentityDbContext<IdentityUser>(options);

/// <summary>Adds them.</summary>
internal static class UsersOnDiskRegistration
{
    /// <param name="identity">What is built.</param>
    /// <param name="withRoles">Users have roles, which go into the tokens.</param>
    internal static IdentityBuilder AddUsersOnDisk(this IdentityBuilder identity, bool withRoles)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tidelock-peer-{Environment.ProcessId}.db");
        identity.Services.AddDbContext<UsersOnDisk>(database => database.UseSqlite($"Data Source={file}"));
        return (withRoles ? identity.AddRoles<IdentityRole>() : identity).AddEntityFrameworkStores<UsersOnDisk>();
    }

    internal static async Task MakeUsersOnDiskAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<UsersOnDisk>();
        app.Lifetime.ApplicationStopped.Register(() => File.Delete(database.Database.GetDbConnection().DataSource));
        await database.Database.EnsureDeletedAsync();
        await database.Database.EnsureCreatedAsync();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        var user = new IdentityUser(IdentityPeer.Name);
        await users.CreateAsync(user);
        if (scope.ServiceProvider.GetService<RoleManager<IdentityRole>>() is { } roles)
        {
            await roles.CreateAsync(new IdentityRole(IdentityPeer.Role));
            await users.AddToRoleAsync(user, IdentityPeer.Role);
        }
    }
}
