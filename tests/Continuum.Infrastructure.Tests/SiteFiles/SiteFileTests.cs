using Continuum.Core.Sites;
using Continuum.Infrastructure.SiteFiles;

namespace Continuum.Infrastructure.Tests.SiteFiles;

public sealed class SiteFileTests
{
    [Fact]
    public void Everything_that_the_file_says_is_read()
    {
        var site = Read(Clinic.Yaml);

        Assert.Equal(("clinic", "Europe/Berlin"), (site.Name, site.Timezone));
        var node = site.Nodes[0];
        Assert.Equal((Tier.Cloud, new Capacity(32, 128.5)), (node.Tier, node.Capacity));
        Assert.Equal(new Gpu("A100-80GB", 2, 80, 312, 2039), Assert.Single(node.Gpus));
        Assert.Equal(new Attachment("s1", 11, IPv4.Parse("10.0.0.11")), node.Attach);
        Assert.Equal(Tier.FarEdge, site.Nodes[1].Tier);
        Assert.Equal([1ul, 42ul], site.Switches.Select(s => s.DatapathId));
        Assert.Equal((new Port("s1", 1), new Port("s2", 1), 1000, 2), (site.Links[0].A, site.Links[0].B, site.Links[0].BandwidthMbps, site.Links[0].LatencyMs));
        Assert.Equal(("clinic", "StatefulSet", 2, "fra-1"), (site.Workloads[0].Namespace, site.Workloads[0].Kind, site.Workloads[0].Replicas, site.Workloads[0].Node));
        Assert.Equal([new Stage("fra-1", new(0, 7)), new Stage("ward-2", new(8, 11))], site.Services[0].Stages);
    }

    [Fact]
    public void Values_are_text_whatever_yaml_makes_of_them()
    {
        var labels = Read(Clinic.Yaml).Nodes[0].Labels;

        Assert.Equal("NO", labels["country"]);
        Assert.Equal("true", labels["encrypted"]);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var site = Read(Clinic.Yaml);

        Assert.Equal("UTC", Read(Clinic.With("timezone: Europe/Berlin\n", "")).Timezone);
        Assert.Equal(("default", "Deployment", 1, default(Capacity), null), (site.Workloads[1].Namespace, site.Workloads[1].Kind, site.Workloads[1].Replicas, site.Workloads[1].Requests, site.Workloads[1].Node));
        Assert.Equal("fra-1", site.Services[0].Head);
        Assert.Equal((null, null), (site.Links[1].LatencyMs, site.Links[1].BandwidthMbps));
        Assert.Equal([1, 1], Read(Clinic.With("count: 2, ", "")).Nodes.SelectMany(n => n.Gpus).Select(g => g.Count).Append(1));
    }

    [Fact]
    public void Sections_may_be_absent_or_empty()
    {
        var site = Read("site: x\nnodes:\nswitches: []\n");

        Assert.Empty(site.Nodes);
        Assert.Empty(site.Services);
    }

    // The bar marks the place that the fault must name.
    [Theory]
    [InlineData("site: clinic\n", "¦sitte: clinic\n", "unknown key 'sitte'", "did you mean site?")]
    [InlineData("site: clinic\n", "¦", "without site", "the site's name")]
    [InlineData("tier: far-edge", "tier: ¦moon", "tier 'moon'", "cloud, edge, far-edge")]
    [InlineData("- name: ward-2\n    tier: far-edge\n", "- ¦name: ward-2\n", "without tier", "cloud, edge, far-edge")]
    [InlineData("- name: ward-2\n    tier: far-edge\n    capacity: { cpu: 0.5, memoryGiB: 1 }\n", "- ¦name: ward-2\n    tier: edge\n", "without capacity", "cpu and memoryGiB")]
    [InlineData("cpu: 0.5", "cpu: ¦-1", "'-1' as cpu", "0 or more")]
    [InlineData("cpu: 0.5", "cpu: ¦NaN", "'NaN' as cpu", "0 or more")]
    [InlineData("cpu: 0.5", "cpu: ¦1e300", "'1e300' as cpu", "at most")]
    [InlineData("cpu: 0.5", "cpu: ¦a lot", "'a lot' as cpu", "a number")]
    [InlineData("cpu: 0.5, memoryGiB: 1 }", "cpu: 0.5, memoryGiB: ¦}", "without memoryGiB", "memoryGiB")]
    [InlineData("count: 2", "count: ¦0", "'0' as count", "whole number")]
    [InlineData("name: ward-2", "name: ¦fra-1", "the node fra-1 a second time", "line 4")]
    [InlineData("name: triage", "name: ¦idle", "workload or service name idle a second time", "not used yet")]
    [InlineData("name: idle", "name: ¦patient-db", "patient-db a second time", "not used yet")]
    [InlineData("datapathId: 0x2a", "datapathId: ¦1", "datapathId 1 a second time", "not used yet")]
    [InlineData("datapathId: 0x2a", "datapathId: ¦0x1", "datapathId 1 a second time", "not used yet")]
    [InlineData("datapathId: 0x2a", "datapathId: ¦0", "'0' as datapathId", "1 to")]
    [InlineData("datapathId: 0x2a", "datapathId: ¦-3", "'-3' as datapathId", "1 to")]
    [InlineData("- { name: s2, datapathId: 0x2a }", "- ¦{ name: s2 }", "without datapathId", "number")]
    [InlineData("ip: 10.0.0.12", "ip: ¦10.0.0.11", "address 10.0.0.11 a second time", "not used yet")]
    [InlineData("ip: 10.0.0.12", "ip: ¦10.0.0", "'10.0.0' as ip", "IPv4")]
    [InlineData("ip: 10.0.0.12", "ip: ¦10.0.0.012", "'10.0.0.012' as ip", "IPv4")]
    [InlineData("ip: 10.0.0.12", "ip: ¦224.0.0.1", "address 224.0.0.1", "a machine can have")]
    [InlineData("ip: 10.0.0.12", "ip: ¦fe80::1", "'fe80::1' as ip", "IPv4")]
    [InlineData("switch: s2, port: 11", "switch: ¦s9, port: 11", "switch 's9', which the file does not have", "did you mean s1?")]
    [InlineData("switch: s2, port: 11", "switch: s2, port: ¦0", "'0' as port", "1 or more")]
    [InlineData("switch: s2, port: 11", "switch: s1, port: ¦11", "port s1:11 a second time", "line 9")]
    [InlineData("a: s1:2", "a: ¦s1:1", "port s1:1 a second time", "line 18")]
    [InlineData("a: s1:2", "a: ¦s1:11", "port s1:11 a second time", "line 9")]
    [InlineData("a: s1:2", "a: ¦s1", "'s1' as end a", "switch:port")]
    [InlineData("a: s1:2", "a: ¦s7:2", "switch 's7'", "did you mean s1?")]
    [InlineData("a: s1:2, b: s2:2", "a: s2:3, b: ¦s2:2", "a link from s2 to itself", "two different")]
    [InlineData("- { a: s1:2, b: s2:2 }", "- ¦{ a: s1:2 }", "without b", "switch:port")]
    [InlineData("latencyMs: 2", "latencyMs: ¦-2", "'-2' as latencyMs", "0 or more")]
    [InlineData("bandwidthMbps: 1000", "bandwidthMbps: ¦0", "'0' as bandwidthMbps", "above 0")]
    [InlineData("node: fra-1 }\n", "node: ¦fra-9 }\n", "node 'fra-9', which the file does not have", "did you mean fra-1?")]
    [InlineData("kind: StatefulSet", "kind: ¦Pod", "kind 'Pod'", "Deployment, StatefulSet, DaemonSet")]
    [InlineData("replicas: 2", "replicas: ¦1.5", "'1.5' as replicas", "whole number")]
    [InlineData("replicas: 2", "replicas: ¦-1", "'-1' as replicas", "0 or more")]
    [InlineData("requests: { cpu: 2,", "requests: { ¦gpu: 2,", "unknown key 'gpu'", "did you mean cpu?")]
    [InlineData("layers: 8-11", "layers: ¦9-11", "a gap: layers 9-11", "from 8 on")]
    [InlineData("layers: 8-11", "layers: ¦7-11", "an overlap: layers 7-11", "from 8 on")]
    [InlineData("layers: 0-7", "layers: ¦1-7", "a gap: layers 1-7", "from 0 on")]
    [InlineData("layers: 8-11", "layers: ¦11-8", "'11-8' as layers", "inclusive range")]
    [InlineData("{ node: ward-2, layers: 8-11 }", "¦{ node: ward-2, layers: 8-12 }", "13 layers in all", "12")]
    [InlineData("{ node: ward-2, layers", "{ node: ¦ward-3, layers", "node 'ward-3'", "did you mean ward-2?")]
    [InlineData("- { name: triage, model: lab-llama,", "- ¦{ name: triage,", "without model", "lab-llama")]
    [InlineData("stages: [ { node: fra-1, layers: 0-7 }, { node: ward-2, layers: 8-11 } ]", "stages: ¦[]", "without a stage", "at least one")]
    [InlineData("labels: { data: phi }, stages:", "head: ¦ward-1, stages:", "node 'ward-1'", "did you mean ward-2?")]
    [InlineData("timezone: Europe/Berlin", "timezone: ¦Mars/Olympus", "timezone 'Mars/Olympus'", "IANA")]
    [InlineData("labels: { data: phi }, replicas", "labels: { data: ¦}, replicas", "nothing as the label data", "text")]
    [InlineData("labels: { data: phi }, replicas", "labels: { data: ¦[phi] }, replicas", "a list as the label data", "text")]
    [InlineData("labels: { data: phi }, replicas", "labels: ¦[ data ], replicas", "a list as labels", "a mapping")]
    [InlineData("country: NO", "¦tier: edge", "label tier with 'edge'", "'cloud'")]
    [InlineData("country: NO", "¦topology.kubernetes.io/region: eu-west-1", "label topology.kubernetes.io/region", "'eu-central-1'")]
    [InlineData("country: NO", "¦gpu.model: H100", "label gpu.model", "gpus")]
    [InlineData("country: NO", "¦jurisdiction: FR", "label 'jurisdiction' a second time", "once")]
    [InlineData("timezone: Europe/Berlin", "¦site: twice", "key 'site' a second time", "once")]
    [InlineData("- { name: idle }", "- ¦idle", "'idle'", "a workload")]
    [InlineData("name: idle", "name: ¦[ idle ]", "a list", "text")]
    [InlineData("name: idle", "name: ¦''", "''", "printable characters")]
    [InlineData("workloads:\n", "workloads: ¦none\n_:\n", "'none' as workloads", "a list")]
    public void What_is_wrong_is_named_with_its_place(string old, string replacement, string found, string expected)
    {
        var marked = Clinic.With(old, replacement);
        var bar = marked.IndexOf('¦', StringComparison.Ordinal);
        var (line, column) = (marked[..bar].Count(c => c == '\n') + 1, bar - marked.LastIndexOf('\n', bar));

        var faults = Refused(marked.Replace("¦", "", StringComparison.Ordinal));

        var fault = Assert.Single(faults, f => f.Found.Contains(found, StringComparison.Ordinal));
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
        Assert.StartsWith($"clinic.yaml:{line}:{column}: found ", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_reported_in_the_order_of_the_file()
    {
        var faults = Refused(Clinic.With("tier: cloud", "tier: sky").Replace("s2:2", "s5:2", StringComparison.Ordinal).Replace("0-7", "0-6", StringComparison.Ordinal));

        Assert.Equal([5, 19, 24], faults.Select(f => f.Line));
    }

    private static Site Read(string yaml)
    {
        var reading = SiteFile.Parse(yaml);
        Assert.Empty(reading.Faults);
        return reading.Site!;
    }

    private static IReadOnlyList<SiteFault> Refused(string yaml)
    {
        var reading = SiteFile.Parse(yaml, "clinic.yaml");
        Assert.Null(reading.Site);
        return reading.Faults;
    }
}
