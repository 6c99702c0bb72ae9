using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests;

/// <summary>Six switches in two rows with a US-run one in the short way, nodes in DE, FR and the US.</summary>
internal static class Lab
{
    public static SiteBuilder Builder() => new SiteBuilder()
        .Switch("s1", "jurisdiction=DE operator=acme trust=high")
        .Switch("s2", "jurisdiction=US operator=uscarrier trust=low")
        .Switch("s3", "jurisdiction=DE operator=acme trust=high")
        .Switch("s4", "jurisdiction=FR operator=acme trust=high role=firewall")
        .Switch("s5", "jurisdiction=FR operator=acme trust=medium")
        .Switch("s6")
        .Link("s1", "s2", 1, "encrypted=true").Link("s2", "s3", 1, "encrypted=true")
        .Link("s1", "s4", 2, "encrypted=true").Link("s4", "s5", 2, "encrypted=true").Link("s5", "s3", 2)
        .Link("s5", "s6", 1).Link("s4", "s3", 5, "encrypted=true")
        .Node("de-1", "s1", "jurisdiction=DE zone=de-a", Tier.Cloud, gpu: new Gpu("A100-80GB", 1, 80, 312, 2039))
        .Node("de-2", "s3", "jurisdiction=DE zone=de-b", Tier.Edge)
        .Node("de-3", "s3", "jurisdiction=DE zone=de-b", Tier.Edge)
        .Node("fr-1", "s5", "jurisdiction=FR zone=fr-a", Tier.Edge, gpu: new Gpu("L40S", 1, 48, 362, 864))
        .Node("us-1", "s2", "jurisdiction=US zone=us-a", Tier.Cloud, gpu: new Gpu("A100-80GB", 1, 80, 312, 2039))
        .Node("field-1", "s6", "", Tier.FarEdge, cpu: 2, memory: 4)
        .Workload("db", "de-1", "app=db data=phi", cpu: 4, memory: 16)
        .Workload("api", "de-2", "app=api data=phi")
        .Workload("cam", "field-1", "app=cam")
        .Workload("web", "us-1", "app=web", replicas: 2)
        .Workload("log", "de-2", "app=log")
        .Service("triage", "data=phi", "de-1", ("de-1", 0, 7), ("us-1", 8, 11));

    public static Site Site => Builder().Build();
}
