using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Serving;

namespace Continuum.Infrastructure.Lab.Telemetry;

/// <summary>Traffic from one subject to another.</summary>
/// <param name="From">Node that sends.</param>
/// <param name="To">Node that receives and answers.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="ClientPort">Port of the sender.</param>
/// <param name="Port">Port of the receiver.</param>
/// <param name="Name">Which traffic it is; its rate follows from it.</param>
/// <param name="Mbps">Rate at its busiest, Mbit/s.</param>
/// <param name="AnswerShare">Rate of the answers, as a share.</param>
internal sealed record LabFlow(string From, string To, IpProtocol Protocol, int ClientPort, int Port, string Name, double Mbps, double AnswerShare);

/// <summary>Who talks to whom: made up from labels and names, the same on every run, following things when they move.</summary>
internal sealed class LabFlows(int seed)
{
    private const int GatewayPort = 8000;
    private const int MostCandidates = 40;

    /// <summary>The traffic of the site as things stand now; nothing for what stands nowhere.</summary>
    public IReadOnlyList<LabFlow> Of(Site site)
    {
        var flows = new List<LabFlow>();
        foreach (var workload in site.Workloads)
        {
            foreach (var partner in Partners(site, workload)) Add(flows, workload, partner.Name, partner.Node, PortOf(partner), RateOf(workload), 0.2);
        }

        foreach (var service in site.Services)
        {
            foreach (var client in Callers(site, service)) Add(flows, client, service.Name, service.Head, GatewayPort, 2, 1.5);
            var stage = 0;
            foreach (var (from, to) in TransferPaths.Of(service.Head, service.Stages))
            {
                var name = $"{service.Name} hop {stage++}";
                if (from != to) flows.Add(new LabFlow(from, to, IpProtocol.Tcp, ClientPort(name), TransferPaths.StagePort, name, 40, 0.02));
            }
        }

        return flows;
    }

    private void Add(List<LabFlow> flows, Workload from, string toName, string? toNode, int port, double mbps, double answers)
    {
        if (from.Node is null || toNode is null || from.Node == toNode) return;
        var name = $"{from.Name} to {toName}";
        // Now and then a feed of measurements over UDP.
        var protocol = from.Labels.GetValueOrDefault(LabelKeys.Data) == "telemetry" && Noise.Unit(seed, name, -3) < 0.5 ? IpProtocol.Udp : IpProtocol.Tcp;
        flows.Add(new LabFlow(from.Node, toNode, protocol, ClientPort(name), port, name, mbps, protocol == IpProtocol.Udp ? 0.01 : answers));
    }

    // Two others, those with the same data first, then of the same namespace: so there is traffic for every rule to bind.
    private IEnumerable<Workload> Partners(Site site, Workload workload) => Candidates(site, workload.Name)
        .Where(w => w.Name != workload.Name)
        .OrderByDescending(w => (SameData(w, workload) ? 2 : 0) + (w.Namespace == workload.Namespace ? 1 : 0) + 1.5 * Noise.Unit(seed, $"{workload.Name}/{w.Name}", -4))
        .ThenBy(w => w.Name, StringComparer.Ordinal)
        .Take(2);

    private IEnumerable<Workload> Callers(Site site, Service service) => Candidates(site, service.Name)
        .OrderByDescending(w => (SameData(w, service) ? 2 : 0) + Noise.Unit(seed, $"{w.Name}/{service.Name}", -4))
        .ThenBy(w => w.Name, StringComparer.Ordinal)
        .Take(3);

    // On a large site some that are drawn by lot: choosing among all of them for each would take longer than a tick.
    private IEnumerable<Workload> Candidates(Site site, string name) => site.Workloads.Count <= MostCandidates
        ? site.Workloads
        : Enumerable.Range(0, MostCandidates).Select(i => site.Workloads[(int)(site.Workloads.Count * Noise.Unit(seed, name, -10 - i))]).DistinctBy(w => w.Name);

    private static bool SameData(ISubject a, ISubject b) => a.Labels.TryGetValue(LabelKeys.Data, out var value) && b.Labels.GetValueOrDefault(LabelKeys.Data) == value;

    private double RateOf(Workload workload) => 5 + 115 * Math.Pow(Noise.Unit(seed, workload.Name, -5), 2);

    private static int PortOf(Workload workload) => workload.Kind == "StatefulSet" ? 5432 : 443;

    private int ClientPort(string name) => 40000 + (int)(20000 * Noise.Unit(seed, name, -6));
}
