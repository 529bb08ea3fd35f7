using Tidelock.Simulation.Lab;
using Xunit.Runner.InProc.SystemConsole;

// The lab and the suite are one program: a world that fails in the one is looked at with the other.
return args is ["lab", .. var rest] ? LabCommand.Run(rest) : await ConsoleRunner.Run(args);
