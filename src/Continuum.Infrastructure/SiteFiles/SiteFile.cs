using System.Text;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Reads the YAML file that describes a site, and reports everything that is wrong with it.</summary>
public static class SiteFile
{
    /// <summary>Reads a file. A file that cannot be read is a fault too; nothing is thrown for it.</summary>
    /// <param name="path">Relative paths resolve against the current folder.</param>
    public static SiteReading Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var bytes = ReadLimited(stream);
            return bytes is null
                ? Refuse(path, $"found more than {Limits.FileBytes / (1024 * 1024)} MiB", "a site file")
                : ParseBytes(bytes, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse(path, "found no such file", "the path of a site file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refuse(path, Directory.Exists(path) ? "found a folder" : $"cannot read it ({e.Message.TrimEnd('.')})", "a site file that can be read");
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What faults call it.</param>
    public static SiteReading Parse(string text, string file = "site.yaml")
    {
        var faults = new FaultList(file);
        var root = YamlTree.Read(text, faults);
        if (root is null) return new SiteReading(null, faults.InOrder());
        var site = ReadSite(root, faults);
        return faults.Conclude(() => site);
    }

    private static Site ReadSite(YamlElement root, FaultList faults)
    {
        var fields = new FieldReader(root, "a site file", faults, "site", "timezone", "nodes", "switches", "links", "workloads", "services");
        var names = new SiteNames(faults);
        var site = new Site
        {
            Name = fields.RequireName("site", "the site's name"),
            Timezone = ReadTimezone(fields, faults),
            Nodes = [.. fields.List("nodes").Select(n => NodeReader.Read(n, names, faults))],
            Switches = [.. fields.List("switches").Select(s => FabricReader.ReadSwitch(s, names, faults))],
            Links = [.. fields.List("links").Select(l => FabricReader.ReadLink(l, names, faults))],
            Workloads = [.. fields.List("workloads").Select(w => SubjectReader.ReadWorkload(w, names, faults))],
            Services = [.. fields.List("services").Select(s => SubjectReader.ReadService(s, names, faults))],
        };
        names.ResolveReferences();
        return site;
    }

    private static string ReadTimezone(FieldReader fields, FaultList faults)
    {
        const string Utc = "UTC";
        if (fields.OptionalName("timezone", "such as Europe/Berlin") is not { } name) return Utc;
        if (name == Utc || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)) return name;
        faults.Add(fields.At("timezone"), $"found the timezone '{YamlText.Shorten(name)}', which this machine does not know", "an IANA name such as Europe/Berlin");
        return Utc;
    }

    private static SiteReading ParseBytes(byte[] bytes, string path)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return Parse(text.StartsWith('\uFEFF') ? text[1..] : text, path);
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length));
            var fault = new SiteFault(path, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), "found bytes that are not UTF-8", "UTF-8 text");
            return new SiteReading(null, [fault]);
        }
    }

    // A device or pipe has no length to ask for beforehand.
    private static byte[]? ReadLimited(Stream stream)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (memory.Length + read > Limits.FileBytes) return null;
            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }

    private static SiteReading Refuse(string path, string found, string expected) => new(null, [new SiteFault(path, 0, 0, found, expected)]);
}
