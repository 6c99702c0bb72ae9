using Continuum.Core.Sites;
using static Continuum.Knowledge.Tests.Offline.Sites;

namespace Continuum.Knowledge.Tests.Offline;

/// <summary>Sites that call things by other words than the hospital does.</summary>
internal static class OtherSites
{
    /// <summary>A grid operator: country instead of jurisdiction, criticality classes, control protocols.</summary>
    public static readonly Site Grid = new()
    {
        Name = "grid",
        Timezone = "Europe/Zurich",
        Nodes =
        [
            Node("dc-bern-1", Tier.Cloud, "core1", 11, "country=CH,owner=helvetia,nerc=yes,trust=high"),
            Node("dc-ulm-1", Tier.Cloud, "core2", 11, "country=DE,owner=suedstrom,nerc=no,trust=medium"),
            Node("sub-aare-1", Tier.Edge, "agg1", 11, "country=CH,owner=helvetia,nerc=yes,trust=high"),
            Node("pole-17", Tier.FarEdge, "agg1", 12, "country=CH,owner=helvetia,trust=low"),
        ],
        Switches =
        [
            Switch("core1", 1, "country=CH,operator=helvetia"),
            Switch("core2", 2, "country=DE,operator=suedstrom"),
            Switch("agg1", 3, "country=CH,operator=helvetia"),
        ],
        Links = [Link("core1", 1, "core2", 1, 4, "encrypted=true"), Link("core1", 2, "agg1", 1, 2, "encrypted=false"), Link("core2", 2, "agg1", 2, 5, "encrypted=true")],
        Workloads =
        [
            Workload("scada-master", "control", "dc-bern-1", "role=scada,criticality=tier1,data=telemetry"),
            Workload("rtu-gw-1", "field", "sub-aare-1", "role=rtu,criticality=tier1,data=telemetry"),
            Workload("rtu-gw-2", "field", "pole-17", "role=rtu,criticality=tier2,data=telemetry"),
            Workload("meter-billing", "office", "dc-ulm-1", "role=billing,criticality=tier3,data=personal"),
        ],
        Services = [new Service { Name = "outage-bot", Model = "lab-llama", Labels = Labels("criticality=tier3"), Head = "dc-bern-1", Stages = [new Stage("dc-bern-1", new LayerRange(0, 11))] }],
    };

    /// <summary>A university: departments, classification of data, GPUs, residency beside jurisdiction.</summary>
    public static readonly Site University = new()
    {
        Name = "university",
        Timezone = "America/Toronto",
        Nodes =
        [
            Node("hpc01", Tier.Cloud, "sw-a", 11, "residency=CA,jurisdiction=CA,department=physics,certified=nist", new Gpu("A100-40GB", 4, 40, 312, 1555)),
            Node("hpc02", Tier.Cloud, "sw-b", 11, "residency=CA,jurisdiction=US,department=medicine", new Gpu("V100", 2, 32, 125, 900)),
            Node("lab07", Tier.Edge, "sw-c", 11, "residency=CA,jurisdiction=CA,department=medicine,certified=nist"),
            Node("aws-1", Tier.Cloud, "sw-d", 11, "residency=US,jurisdiction=US,department=central"),
        ],
        Switches = [Switch("sw-a", 1, "jurisdiction=CA,trust=high"), Switch("sw-b", 2, "jurisdiction=CA,trust=medium"), Switch("sw-c", 3, "jurisdiction=CA,trust=high"), Switch("sw-d", 4, "jurisdiction=US,trust=low")],
        Links = [Link("sw-a", 1, "sw-b", 1, 1, ""), Link("sw-b", 2, "sw-c", 1, 1, ""), Link("sw-a", 2, "sw-d", 1, 20, ""), Link("sw-c", 2, "sw-d", 2, 22, "")],
        Workloads =
        [
            Workload("genome-store", "medicine", "lab07", "classification=restricted,team=bio"),
            Workload("student-portal", "central", "aws-1", "classification=student,team=registrar", 2),
            Workload("grades", "central", "aws-1", "classification=student,team=registrar"),
            Workload("wiki", "central", "aws-1", "classification=public,team=it"),
        ],
        Services = [new Service { Name = "tutor", Model = "lab-llama", Labels = Labels("classification=student"), Head = "hpc01", Stages = [new Stage("hpc01", new LayerRange(0, 11))] }],
    };
}
