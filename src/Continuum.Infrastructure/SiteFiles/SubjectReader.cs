using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Reads entries of <c>workloads</c> and <c>services</c>.</summary>
internal static class SubjectReader
{
    private static readonly string[] Kinds = ["Deployment", "StatefulSet", "DaemonSet"];

    public static Workload ReadWorkload(YamlElement element, SiteNames names, FaultList faults)
    {
        var fields = new FieldReader(element, "a workload", faults, "name", "namespace", "kind", "labels", "replicas", "requests", "node");
        var workload = new Workload
        {
            Name = ReadName(fields, names, "such as patient-db"),
            Namespace = fields.OptionalName("namespace", "such as clinic") ?? "default",
            Kind = ReadKind(fields, faults),
            Labels = LabelReader.Read(fields, faults),
            Replicas = fields.OptionalInteger("replicas", 0, Limits.Replicas) ?? 1,
            Requests = ReadRequests(fields, faults),
            Node = fields.OptionalName("node", "the node it stands on"),
        };
        if (workload.Node is not null) names.NodeReferences.Add((workload.Node, fields.At("node")));
        return workload;
    }

    public static Service ReadService(YamlElement element, SiteNames names, FaultList faults)
    {
        var fields = new FieldReader(element, "a service", faults, "name", "model", "labels", "head", "stages");
        var name = ReadName(fields, names, "such as triage");
        var model = fields.RequireName("model", "such as lab-llama");
        var stages = StageReader.Read(fields, model, names, faults);
        var head = fields.OptionalName("head", "the node of the head");
        if (head is not null) names.NodeReferences.Add((head, fields.At("head")));
        return new Service
        {
            Name = name,
            Model = model,
            Labels = LabelReader.Read(fields, faults),
            Head = head ?? stages.FirstOrDefault()?.Node ?? "",
            Stages = stages,
        };
    }

    private static string ReadName(FieldReader fields, SiteNames names, string example)
    {
        var name = fields.RequireName("name", example);
        if (name.Length > 0) names.Subjects.Add(name, fields.At("name"));
        return name;
    }

    private static string ReadKind(FieldReader fields, FaultList faults)
    {
        if (fields.Find("kind") is not { } element) return Kinds[0];
        if (element is YamlText { Value: var kind } && Kinds.Contains(kind)) return kind;
        faults.Add(element, $"found the kind {element.Describe()}", "one of " + string.Join(", ", Kinds));
        return Kinds[0];
    }

    private static Capacity ReadRequests(FieldReader workload, FaultList faults)
    {
        if (workload.Find("requests") is not { } element) return default;
        var fields = new FieldReader(element, "requests", faults, "cpu", "memoryGiB");
        return new Capacity(fields.OptionalNumber("cpu", 0, Limits.Cpu) ?? 0, fields.OptionalNumber("memoryGiB", 0, Limits.MemoryGiB) ?? 0);
    }
}
