using System.Diagnostics;
using System.Globalization;
using Continuum.Serving.Hosting;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Client;

/// <summary>Starts hosts that live on without this process.</summary>
/// <param name="hostPath">The host's executable, or its dll.</param>
/// <param name="dataFolder">The data folder.</param>
internal sealed class HostCommand(string hostPath, string dataFolder)
{
    private const int LongestSocketFolder = 60;

    /// <summary>Where a process of a service listens: in the data folder, or, where that path is too long for a socket, in the temporary one.</summary>
    public Endpoint EndpointOf(string service, string node)
    {
        var folder = ProcessState.Folder(dataFolder, service);
        if (folder.Length + SafeName.Of(node).Length > LongestSocketFolder) folder = Path.Combine(Path.GetTempPath(), $"continuum-{FrameHeader.ServiceDigest(folder):x16}");
        Directory.CreateDirectory(folder);
        return Endpoint.Unix(Path.Combine(folder, $"{SafeName.Of(node)}.s"));
    }

    /// <summary>The stages as a head reads them.</summary>
    public string StagesOf(ServiceLayout layout) => string.Join(',', layout.Stages.Select(s => $"{s.Node}={EndpointOf(layout.Service, s.Node)}:{s.FirstLayer}-{s.LastLayer}"));

    public Process StartStage(ServiceLayout layout, StageOnNode stage) => Start(
        "stage", "--service", layout.Service, "--node", stage.Node, "--listen", EndpointOf(layout.Service, stage.Node).ToString(), "--model", layout.Model,
        "--kv-blocks", Text(layout.KvBlocks), "--max-batch-tokens", Text(layout.MaxBatchTokens), "--threads", Text(stage.Threads),
        "--flops", Text(stage.Pace.FlopsPerSecond), "--bytes-per-second", Text(stage.Pace.BytesPerSecond), "--memory-budget", Text(stage.MemoryBudget));

    public Process StartHead(ServiceLayout layout)
    {
        string[] gateway = layout.Gateway is null ? [] : ["--gateway", layout.Gateway.ToString(), .. layout.ModelName is null ? Array.Empty<string>() : ["--model-name", layout.ModelName]];
        return Start([
            "head", "--service", layout.Service, "--model", layout.Model, "--control", EndpointOf(layout.Service, Heads.HeadProcess.Name).ToString(),
            "--stages", StagesOf(layout),
            "--kv-blocks", Text(layout.KvBlocks), "--max-batch-tokens", Text(layout.MaxBatchTokens), "--replacement-wait", Text(layout.ReplacementWait.TotalSeconds),
            "--link-bytes-per-second", Text(layout.LinkPace.BytesPerSecond), "--link-latency", Text(layout.LinkPace.LatencySeconds), .. gateway]);
    }

    private Process Start(params string[] arguments)
    {
        var viaDotnet = hostPath.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(viaDotnet ? "dotnet" : hostPath) { UseShellExecute = false };
        if (viaDotnet) start.ArgumentList.Add(hostPath);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(dataFolder);
        start.ArgumentList.Add("--detach");
        return Process.Start(start) ?? throw new HostStartException($"{hostPath} could not be started.");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
