namespace Continuum.Testing;

/// <summary>What a machine may lack: the test then skips with the reason, or fails where everything is required.</summary>
public static class Requirement
{
    /// <summary>Path of Debian's Chromium.</summary>
    public const string ChromiumPath = "/usr/bin/chromium";

    /// <summary>Skips the test unless Chromium is installed.</summary>
    public static void Chromium() => Need(File.Exists(ChromiumPath), $"Chromium is not at {ChromiumPath}; install it: apt-get install -y chromium");

    /// <summary>Skips the test unless the condition holds; fails it when CONTINUUM_REQUIRE_ALL is 1.</summary>
    public static void Need(bool met, string reason)
    {
        if (met) return;
        if (Environment.GetEnvironmentVariable("CONTINUUM_REQUIRE_ALL") == "1") Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
