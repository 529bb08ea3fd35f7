using Tidelock.Chaos;
using Xunit.Runner.InProc.SystemConsole;

// The suite and the program are one: what a test has found is looked at with the same rounds.
return args is ["chaos", ..] ? await ChaosCommand.RunAsync(args) : await ConsoleRunner.Run(args);
