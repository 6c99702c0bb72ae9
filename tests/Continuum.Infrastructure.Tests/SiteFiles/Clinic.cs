namespace Continuum.Infrastructure.Tests.SiteFiles;

/// <summary>A small site file with one of everything; tests change a line of it.</summary>
internal static class Clinic
{
    public const string Yaml = """
        site: clinic
        timezone: Europe/Berlin
        nodes:
          - name: fra-1
            tier: cloud
            labels: { region: eu-central-1, jurisdiction: DE, encrypted: true, country: NO }
            capacity: { cpu: 32, memoryGiB: 128.5 }
            gpus: [ { model: A100-80GB, count: 2, memoryGiB: 80, bf16Tflops: 312, memoryGBps: 2039 } ]
            attach: { switch: s1, port: 11, ip: 10.0.0.11 }
          - name: ward-2
            tier: far-edge
            capacity: { cpu: 0.5, memoryGiB: 1 }
            attach: { switch: s2, port: 11, ip: 10.0.0.12 }
        switches:
          - { name: s1, datapathId: 1, labels: { jurisdiction: DE } }
          - { name: s2, datapathId: 0x2a }
        links:
          - { a: s1:1, b: s2:1, bandwidthMbps: 1000, latencyMs: 2, labels: { encrypted: "true" } }
          - { a: s1:2, b: s2:2 }
        workloads:
          - { name: patient-db, namespace: clinic, kind: StatefulSet, labels: { data: phi }, replicas: 2, requests: { cpu: 2, memoryGiB: 4 }, node: fra-1 }
          - { name: idle }
        services:
          - { name: triage, model: lab-llama, labels: { data: phi }, stages: [ { node: fra-1, layers: 0-7 }, { node: ward-2, layers: 8-11 } ] }
        """;

    public static string With(string old, string replacement)
    {
        Assert.Contains(old, Yaml);
        return Yaml.Replace(old, replacement, StringComparison.Ordinal);
    }
}
