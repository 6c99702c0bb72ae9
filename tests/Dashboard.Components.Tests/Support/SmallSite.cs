using Continuum.Core.Sites;

namespace Dashboard.Components.Tests.Support;

/// <summary>Four nodes, three switches in a triangle, a database, an interface and a service.</summary>
internal static class SmallSite
{
    public static Site Make() => new()
    {
        Name = "small",
        Nodes =
        [
            Node("ber-1", Tier.Cloud, "DE", "s1", 1, gpu: true),
            Node("muc-1", Tier.Edge, "DE", "s2", 2, gpu: true),
            Node("iad-1", Tier.Cloud, "US", "s3", 3, gpu: true),
            Node("cam-1", Tier.FarEdge, "DE", "s2", 4),
        ],
        Switches = [Switch("s1", 1, "DE"), Switch("s2", 2, "DE"), Switch("s3", 3, "US")],
        Links = [Link("s1:1", "s2:1", true), Link("s2:2", "s3:2", false), Link("s1:3", "s3:3", true)],
        Workloads =
        [
            new Workload { Name = "patient-db", Labels = Labels(("data", "phi")), Node = "iad-1", Requests = new Capacity(2, 4) },
            new Workload { Name = "ehr-api", Labels = Labels(("data", "phi")), Node = "ber-1" },
        ],
        Services =
        [
            new Service { Name = "triage", Model = "lab-llama", Head = "ber-1", Stages = [new Stage("ber-1", new(0, 5)), new Stage("iad-1", new(6, 11))], Labels = Labels(("data", "phi")) },
        ],
    };

    public static Node Node(string name, Tier tier, string? jurisdiction, string? at, int host, bool gpu = false) => new()
    {
        Name = name,
        Tier = tier,
        Labels = jurisdiction is null ? Empty.Labels : Labels(("jurisdiction", jurisdiction)),
        Capacity = new Capacity(16, 64),
        Gpus = gpu ? [new Gpu("L4", 1, 24, 121, 300)] : [],
        Attach = at is null ? null : new Attachment(at, 10 + host, new IPv4(0x0A000000u + (uint)host)),
    };

    public static Switch Switch(string name, ulong id, string? jurisdiction) => new()
    {
        Name = name,
        DatapathId = id,
        Labels = jurisdiction is null ? Empty.Labels : Labels(("jurisdiction", jurisdiction)),
    };

    public static Link Link(string a, string b, bool encrypted) => new()
    {
        A = Port(a),
        B = Port(b),
        LatencyMs = 2,
        BandwidthMbps = 1000,
        Labels = Labels(("encrypted", encrypted ? "true" : "false")),
    };

    public static Dictionary<string, string> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);

    private static Port Port(string text) => new(text.Split(':')[0], int.Parse(text.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
}
