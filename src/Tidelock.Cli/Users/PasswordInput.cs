namespace Tidelock.Cli.Users;

/// <summary>Reads a password from standard input: arguments would stand in the list of processes.</summary>
internal static class PasswordInput
{
    // Longer than any password the server takes; more than that is no password but a wrong file.
    private const int MaxLength = 4096;

    /// <summary>The first line of standard input.</summary>
    /// <exception cref="IOException">There is none, or it is far too long.</exception>
    internal static string ReadLine()
    {
        var line = new System.Text.StringBuilder();
        for (var next = Console.In.Read(); next is not (-1 or '\n'); next = Console.In.Read())
        {
            line.Append((char)next);
            if (line.Length > MaxLength)
            {
                throw new IOException($"the password on standard input is longer than {MaxLength} characters.");
            }
        }

        var password = line.ToString().TrimEnd('\r');
        return password.Length > 0 ? password : throw new IOException("no password came on standard input.");
    }
}
