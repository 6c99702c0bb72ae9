using Continuum.Serving.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

// "child NAME ARGS" plays the part of a process that is about to be killed; everything else is a test run.
return args is ["child", var name, .. var rest] ? await Children.RunAsync(name, rest) : await ConsoleRunner.Run(args);
