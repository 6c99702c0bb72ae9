using Dashboard.CommandLine;
using Dashboard.Hosting;

// The host is built in another method, so that a command loads none of its assemblies.
if (await Commands.TryRunAsync(args) is int code) return code;
return await ConsoleHost.RunAsync(args);
