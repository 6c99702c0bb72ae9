namespace Dashboard.CommandLine;

/// <summary>Exit codes that other programs rely on.</summary>
internal static class ExitCodes
{
    /// <summary>The verdict passes.</summary>
    public const int Passed = 0;

    /// <summary>The site or the options cannot be read.</summary>
    public const int Unreadable = 1;

    /// <summary>The verdict does not pass.</summary>
    public const int Rejected = 2;

    /// <summary>A question is open.</summary>
    public const int Clarify = 3;
}
