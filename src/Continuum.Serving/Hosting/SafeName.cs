namespace Continuum.Serving.Hosting;

/// <summary>Names of services and nodes as file names: they are data and may hold anything.</summary>
internal static class SafeName
{
    private const int Longest = 60;

    /// <summary>The name itself where it is plain, else its plain characters and a digest.</summary>
    public static string Of(string name)
    {
        if (name.Length is > 0 and <= Longest && name.All(Plain) && name[0] != '.') return name;
        var kept = new string([.. name.Where(Plain).Take(20)]);
        return $"{kept.TrimStart('.')}-{Transport.FrameHeader.ServiceDigest(name):x16}";
    }

    private static bool Plain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
