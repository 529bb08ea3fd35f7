namespace Tidelock.Chaos.Clients;

/// <summary>A person with an account, and the password as far as it is known.</summary>
internal sealed class Account(string name, string password) : IDisposable
{
    internal string Name { get; } = name;

    /// <summary>The password; several after a change whose answer was lost, the likelier one first.</summary>
    internal IReadOnlyList<string> Passwords { get; set; } = [password];

    /// <summary>
    /// One at a time signs in, changes the password or ends the other sessions: so it is known which sessions that
    /// must reach.
    /// </summary>
    internal SemaphoreSlim Turn { get; } = new(1);

    public void Dispose() => Turn.Dispose();
}
