using System.Runtime.CompilerServices;

namespace Dashboard.Tests;

/// <summary>Consoles of these tests simulate their services: heads and stages would outlive them.</summary>
internal static class NoProcesses
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("Lab__Processes", "false");
}
