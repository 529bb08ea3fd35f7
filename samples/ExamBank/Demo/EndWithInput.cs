namespace ExamBank.Demo;

/// <summary>
/// Ends the site when its standard input ends: whoever started it holds the other end, and lets go of it however it
/// ends, also when it is killed.
/// </summary>
internal sealed class EndWithInput(IHostApplicationLifetime life) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Says to whoever started it that requests are answered now.
        life.ApplicationStarted.Register(() => Console.Out.WriteLine("ready"));
        new Thread(WaitForEnd) { IsBackground = true, Name = "end of input" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WaitForEnd()
    {
        using var input = Console.OpenStandardInput();
        var nothing = new byte[256];
        while (input.Read(nothing) > 0)
        {
            // What is written to it means nothing.
        }

        life.StopApplication();
    }
}

/// <summary>Enters what `tidelock demo` needs of the site.</summary>
internal static class DemoRegistration
{
    internal static IServiceCollection AddDemo(this IServiceCollection services, SiteOptions site) =>
        site.EndWithInput ? services.AddHostedService<EndWithInput>() : services;
}
