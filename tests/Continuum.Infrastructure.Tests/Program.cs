using Continuum.Infrastructure.Tests;
using Xunit.Runner.InProc.SystemConsole;

// "child NAME ARGS" plays the part of a console that is about to be killed; everything else is a test run.
return args is ["child", var name, .. var rest] ? await Children.RunAsync(name, rest) : await ConsoleRunner.Run(args);
