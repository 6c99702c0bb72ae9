using System.Text.Json;
using Continuum.Core.Intents;
using Continuum.Core.Sites;
using Continuum.Infrastructure.SiteFiles;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Continuum.Infrastructure.Tests.SiteFiles;

public sealed class SiteWriterProperties
{
    [Property(MaxTest = 300, Arbitrary = [typeof(Sites)])]
    public void What_is_written_reads_back_as_the_same_site(Site site)
    {
        var reading = SiteFile.Parse(SiteWriter.Write(site));

        Assert.Empty(reading.Faults);
        Assert.Equal(Json(site), Json(reading.Site!));
    }

    [Fact]
    public void The_clinic_reads_back_as_the_same_site()
    {
        var site = SiteFile.Parse(Clinic.Yaml).Site!;

        Assert.Equal(Json(site), Json(SiteFile.Parse(SiteWriter.Write(site)).Site!));
    }

    private static string Json(Site site) => JsonSerializer.Serialize(site, IntentJson.Options);

    /// <summary>Sites that the reader accepts, with awkward text in every place that takes text.</summary>
    public static class Sites
    {
        private static readonly Gen<string> Text = Gen.Frequency(
            (3, Gen.Elements("NO", "true", "null", "~", "1e3", "0x10", "a: b", "- a", "# no", "it's", "\"q\"", "\\", "a,b", "{x}", "[y]", "é", "日本", "😀", "a\u2028b", "*x", "&x", "!x", "%x", "@x", "yes", "=", "<<", "2026-01-01", "a\u00a0b", "?")),
            (2, Gen.Elements("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-._/:".ToCharArray()).NonEmptyListOf().Select(c => string.Concat(c.Take(20)))));

        private static readonly Gen<double> Positive = Gen.OneOf(Gen.Choose(1, 100_000).Select(i => (double)i), Gen.Choose(1, 1_000_000).Select(i => i / 7919.0));

        private static readonly Gen<IReadOnlyDictionary<string, string>> Labels =
            Text.Select(k => "k" + k).Zip(Gen.OneOf(Text, Gen.Constant(""))).ListOf().Select(IReadOnlyDictionary<string, string> (pairs) => pairs.Take(4).DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2));

        public static Arbitrary<Site> Site() => (
            from name in Text
            from timezone in Gen.Elements("UTC", "Europe/Berlin", "America/New_York")
            from nodes in Many(5, Node)
            from switches in Many(4, Switch)
            from links in switches.Count < 2 ? Gen.Constant<List<Link>>([]) : Many(5, i => Link(i, switches))
            from attached in Gen.ListOf(Gen.Elements(true, false), nodes.Count)
            from workloads in Many(4, i => Workload(i, nodes))
            from services in nodes.Count == 0 ? Gen.Constant<List<Service>>([]) : Many(2, i => Service(i, nodes))
            select new Site
            {
                Name = name,
                Timezone = timezone,
                Nodes = [.. nodes.Select((n, i) => attached[i] && switches.Count > 0 ? n with { Attach = new Attachment(switches[i % switches.Count].Name, 100 + i, new IPv4(0x0A000001u + (uint)i)) } : n)],
                Switches = switches,
                Links = links,
                Workloads = workloads,
                Services = services,
            }).ToArbitrary();

        private static Gen<Node> Node(int i) =>
            from name in Text
            from tier in Gen.Elements(Tier.Cloud, Tier.Edge, Tier.FarEdge)
            from labels in Labels
            from cpu in Positive
            from memory in Positive
            from gpus in Many(2, _ => from model in Text from count in Gen.Choose(1, 8) from gib in Positive from flops in Positive from speed in Positive select new Gpu(model, count, gib, flops, speed))
            select new Node { Name = name + i, Tier = tier, Labels = labels, Capacity = new Capacity(cpu, memory), Gpus = gpus };

        private static Gen<Switch> Switch(int i) =>
            from name in Text
            from labels in Labels
            from high in Gen.Elements(0ul, 1ul << 63, 0xffff_ffff_0000_0000ul)
            select new Switch { Name = name + i, DatapathId = high + (ulong)i + 1, Labels = labels };

        private static Gen<Link> Link(int i, List<Switch> switches) =>
            from a in Gen.Choose(0, switches.Count - 1)
            from step in Gen.Choose(1, switches.Count - 1)
            from bandwidth in Gen.OneOf(Positive.Select(d => (double?)d), Gen.Constant<double?>(null))
            from latency in Gen.OneOf(Positive.Select(d => (double?)d), Gen.Constant<double?>(null))
            from labels in Labels
            select new Link { A = new Port(switches[a].Name, 2 * i + 1), B = new Port(switches[(a + step) % switches.Count].Name, 2 * i + 2), BandwidthMbps = bandwidth, LatencyMs = latency, Labels = labels };

        private static Gen<Workload> Workload(int i, List<Node> nodes) =>
            from name in Text
            from @namespace in Text
            from kind in Gen.Elements("Deployment", "StatefulSet", "DaemonSet")
            from labels in Labels
            from replicas in Gen.Choose(0, 9)
            from cpu in Positive
            from node in Gen.Choose(-1, nodes.Count - 1)
            select new Workload { Name = $"{name}w{i}", Namespace = @namespace, Kind = kind, Labels = labels, Replicas = replicas, Requests = new Capacity(cpu, 0), Node = node < 0 ? null : nodes[node].Name };

        private static Gen<Service> Service(int i, List<Node> nodes) =>
            from name in Text
            from labels in Labels
            from head in Gen.Elements(nodes.AsEnumerable())
            from sizes in Gen.Choose(1, 5).NonEmptyListOf()
            from node in Gen.Elements(nodes.AsEnumerable())
            select new Service { Name = $"{name}s{i}", Model = "model-" + name, Labels = labels, Head = head.Name, Stages = Stages(sizes, node.Name) };

        private static List<Stage> Stages(IEnumerable<int> sizes, string node)
        {
            var first = 0;
            List<Stage> stages = [];
            foreach (var size in sizes)
            {
                stages.Add(new Stage(node, new LayerRange(first, first + size - 1)));
                first += size;
            }

            return stages;
        }

        private static Gen<List<T>> Many<T>(int most, Func<int, Gen<T>> one) =>
            Gen.Choose(0, most).SelectMany(count => Gen.CollectToList(Enumerable.Range(0, count), one)).Select(l => l.ToList());
    }
}
