using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Storage.Tests;

/// <summary>The base of the suites that stores run unchanged; its fixture is what a suite asks of a store.</summary>
public abstract class Conformance<TFixture> : IAsyncLifetime
    where TFixture : SessionsFixture
{
    protected abstract TFixture Make();

    protected TFixture Store { get; private set; } = null!;

    protected static CancellationToken Never => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = Make();
        await Store.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    /// <summary>Adds a user whose password is <see cref="The.Password"/>.</summary>
    protected async Task<User> AddUserAsync(string name = "anna")
    {
        var user = Some.User(name);
        await Store.AddUserAsync(user);
        return user;
    }

    /// <summary>Starts the session; ends nothing for it.</summary>
    protected async Task<Session> StartAsync(Session session)
    {
        var start = await Store.Sessions.StartAsync(
            session, null, null, _ => new Admission.Admit([]), [], Never);
        return start.Grant!.Session;
    }

    protected async Task<Session> StartAsync(string name = "anna") =>
        await StartAsync(Some.Session((await AddUserAsync(name)).Id));

    protected async Task<Session> FindAsync(Session session) => (await Store.Sessions.FindAsync(session.Id, Never))!;
}
