using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline;
using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Tests.Offline;

/// <summary>Invented sites of different vocabularies, and helpers to ask the planner about them.</summary>
internal static class Sites
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero);

    public static readonly Site Hospital = new()
    {
        Name = "hospital",
        Timezone = "Europe/Berlin",
        Nodes =
        [
            Node("fra-gpu-1", Tier.Cloud, "s1", 11, "region=eu-central-1,zone=eu-central-1a,jurisdiction=DE,operator=acme,trust=high,tee=sev-snp,certified=iso27001", new Gpu("A100-80GB", 1, 80, 312, 2039)),
            Node("ber-edge-1", Tier.Edge, "s2", 11, "region=eu-central-1,zone=eu-central-1b,jurisdiction=DE,operator=medinet,trust=high"),
            Node("par-gpu-1", Tier.Cloud, "s3", 11, "region=eu-west-3,zone=eu-west-3a,jurisdiction=FR,operator=hexa,trust=medium,certified=hds", new Gpu("L4", 2, 24, 121, 300)),
            Node("ash-1", Tier.Cloud, "s4", 11, "region=us-east-1,zone=us-east-1a,jurisdiction=US,operator=northway,trust=low", new Gpu("H100-80GB", 2, 80, 989, 3350)),
        ],
        Switches =
        [
            Switch("s1", 1, "jurisdiction=DE,operator=acme,operatorCountry=DE,trust=high"),
            Switch("s2", 2, "jurisdiction=DE,operator=medinet,operatorCountry=DE,trust=high,role=firewall"),
            Switch("s3", 3, "jurisdiction=FR,operator=hexa,operatorCountry=FR,trust=medium"),
            Switch("s4", 4, "jurisdiction=US,operator=northway,operatorCountry=US,trust=low"),
        ],
        Links = [Link("s1", 1, "s2", 1, 2, "encrypted=true"), Link("s2", 2, "s3", 1, 5, "encrypted=true"), Link("s1", 2, "s3", 2, 3, "encrypted=false"), Link("s3", 3, "s4", 1, 40, "encrypted=true"), Link("s1", 3, "s4", 2, 38, "")],
        Workloads =
        [
            Workload("patient-db", "clinic", "fra-gpu-1", "app=patient-db,data=phi"),
            Workload("ehr-api", "clinic", "ber-edge-1", "app=ehr-api,data=phi", 2),
            Workload("billing", "finance", "par-gpu-1", "app=billing,data=pci"),
            Workload("analytics", "office", "ash-1", "app=analytics,data=pii"),
            Workload("web", "office", "ash-1", "app=web,data=public", 3),
        ],
        Services =
        [
            new Service { Name = "triage", Model = "lab-llama", Labels = Labels("data=phi"), Head = "fra-gpu-1", Stages = [new Stage("fra-gpu-1", new LayerRange(0, 7)), new Stage("par-gpu-1", new LayerRange(8, 11))] },
            new Service { Name = "helpdesk", Model = "lab-llama", Labels = Labels("data=public"), Head = "ash-1", Stages = [new Stage("ash-1", new LayerRange(0, 11))] },
        ],
    };

    public static Understanding Ask(string text, Site? site = null) =>
        new OfflinePlanner().Understand(new PlanningRequest { Text = text, Site = site ?? Hospital, Now = Now });

    public static Node Node(string name, Tier tier, string @switch, int port, string labels, params Gpu[] gpus) => new()
    {
        Name = name,
        Tier = tier,
        Labels = Labels(labels),
        Capacity = new Capacity(16, 64),
        Gpus = gpus,
        Attach = new Attachment(@switch, port, IPv4.Parse($"10.0.{Math.Abs(name.GetHashCode(StringComparison.Ordinal)) % 200}.{port}")),
    };

    public static Switch Switch(string name, ulong id, string labels) => new() { Name = name, DatapathId = id, Labels = Labels(labels) };

    public static Link Link(string a, int portA, string b, int portB, double latency, string labels) =>
        new() { A = new Port(a, portA), B = new Port(b, portB), LatencyMs = latency, Labels = Labels(labels) };

    public static Workload Workload(string name, string space, string node, string labels, int replicas = 1) =>
        new() { Name = name, Namespace = space, Labels = Labels(labels), Node = node, Replicas = replicas, Requests = new Capacity(1, 1) };

    public static IReadOnlyDictionary<string, string> Labels(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
