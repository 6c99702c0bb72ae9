namespace Dashboard.Components.Plans;

/// <summary>A hash in as many characters as an eye compares.</summary>
internal static class ShortHash
{
    public static string Of(string hash) => hash.Length <= 9 ? hash : $"{hash[..4]}..{hash[^3..]}";
}
