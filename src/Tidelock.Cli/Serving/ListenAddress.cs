using System.Net;
using System.Net.Sockets;
using Tidelock.Server.Http;

namespace Tidelock.Cli.Serving;

/// <summary>An address to listen on, such as <c>http://127.0.0.1:5480</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Where a server listens that was told nothing else.</summary>
    internal const string Default = PublicAddress.Default;

    /// <summary>What is wrong with it as an address to listen on; null when nothing is.</summary>
    internal static string? Mistake(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return $"'{text}' is no http or https URL.";
        }

        return url.AbsolutePath != "/" || url.Query.Length > 0
            ? $"'{text}' has a path; to listen takes scheme, host and port only."
            : null;
    }

    /// <summary>
    /// The same with a port of its own where port 0 was asked for: the public URL, which tokens are made out to,
    /// has to be known before the server starts.
    /// </summary>
    internal static string WithRealPort(string text)
    {
        var url = new Uri(text);
        return url.Port == 0 ? WithPort(url, FreePort()) : url.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>The same, on another port if its own is taken.</summary>
    internal static string OrAnotherPort(string text)
    {
        var url = new Uri(text);
        return IsFree(url.Port) ? text : WithPort(url, FreePort());
    }

    private static string WithPort(Uri url, int port) =>
        new UriBuilder(url) { Port = port }.Uri.GetLeftPart(UriPartial.Authority);

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
