using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;

namespace Continuum.Orchestration.Tests.Runtime.Support;

/// <summary>A small site with two ways between everything, and what a test asks of the machine room as a whole.</summary>
internal static class Room
{
    public static Site Small() => new SiteBuilder()
        .Switch("s1", "jurisdiction=DE")
        .Switch("s2", "jurisdiction=US")
        .Switch("s3", "jurisdiction=DE")
        .Link("s1", "s2", 1).Link("s2", "s3", 1).Link("s1", "s3", 9)
        .Node("de-1", "s1", "jurisdiction=DE")
        .Node("de-2", "s3", "jurisdiction=DE", gpu: new Gpu("L40S", 1, 48, 362, 864))
        .Node("us-1", "s2", "jurisdiction=US", gpu: new Gpu("L40S", 1, 48, 362, 864))
        .Workload("db", "de-1", "app=db data=phi")
        .Workload("api", "de-2", "app=api data=phi")
        .Workload("web", "us-1", "app=web")
        .Service("chat", "data=phi", "us-1", ("us-1", 0, 11))
        .Build();

    /// <summary>The tables, pods, manifests and pipelines as text, to compare states of the whole room.</summary>
    public static string State(World world) => string.Join(
        "\n",
        world.Fabric.Rules.Select(r => r with { Cookie = 0 }).Select(r => r.ToString()).Order(StringComparer.Ordinal)
            .Concat(world.Site.Now.Workloads.Select(w => $"{w.Name} on {w.Node}"))
            .Concat(world.Cluster.Applied.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}: {a.Value.Body.ToJsonString()}"))
            .Concat(world.Site.Now.Services.Select(s => $"{s.Name}: {s.Head} {string.Join(",", s.Stages)}")));

    /// <summary>Asserts that the room is as the plan says, with nothing else in it.</summary>
    public static void IsAsPlanned(World world, Plan plan)
    {
        Assert.Equal(
            BaselineRules.Compile(world.Site.Now).Concat(plan.FlowRules).Select(r => r.ToString()).Order(StringComparer.Ordinal),
            world.Fabric.Rules.Select(r => r.ToString()).Order(StringComparer.Ordinal));
        foreach (var (workload, nodes) in plan.Admitted) Assert.Contains(world.Site.Now.Workloads.Single(w => w.Name == workload).Node, nodes);
        Assert.Equal(plan.Kubernetes.Select(m => m.Subject).Order(StringComparer.Ordinal), world.Cluster.Applied.Keys.Order(StringComparer.Ordinal));
        foreach (var layout in plan.Pipelines)
        {
            var service = world.Site.Now.Services.Single(s => s.Name == layout.Service);
            Assert.Equal(layout, new PipelineLayout(service.Name, service.Head, service.Stages));
        }
    }
}
