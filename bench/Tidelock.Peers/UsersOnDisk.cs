using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Tidelock.Peers;

/// <summary>Users as an application usually keeps them for Identity: Entity Framework Core, here over SQLite.</summary>
internal sealed class UsersOnDisk(DbContextOptions<UsersOnDisk> options) : IdentityDbContext<IdentityUser>(options);

/// <summary>Adds them.</summary>
internal static class UsersOnDiskRegistration
{
    internal static IdentityBuilder AddUsersOnDisk(this IdentityBuilder identity)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tidelock-peer-{Environment.ProcessId}.db");
        identity.Services.AddDbContext<UsersOnDisk>(database => database.UseSqlite($"Data Source={file}"));
        return identity.AddEntityFrameworkStores<UsersOnDisk>();
    }

    internal static async Task MakeUsersOnDiskAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<UsersOnDisk>();
        app.Lifetime.ApplicationStopped.Register(() => File.Delete(database.Database.GetDbConnection().DataSource));
        await database.Database.EnsureDeletedAsync();
        await database.Database.EnsureCreatedAsync();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        await users.CreateAsync(new IdentityUser(IdentityPeer.Name));
    }
}
