using System.Runtime.InteropServices;
using Continuum.Serving.Compute;
using Continuum.Serving.Heads;
using Continuum.Serving.Models;
using Continuum.Serving.Stages;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Hosting;

/// <summary>The host's command line: <c>head ...</c> or <c>stage ...</c>.</summary>
public static class ServingHost
{
    private const string Usage = """
        head  --service S --model FOLDER|lab-llama --stages "node=endpoint:first-last,..." --control ENDPOINT --data DIR
              [--gateway http://127.0.0.1:5081] [--keys FILE] [--model-name NAME] [--kv-blocks N] [--max-batch-tokens N] [--prefill-chunk N]
              [--max-running N] [--replacement-wait SECONDS] [--link-bytes-per-second B] [--link-latency SECONDS]
        stage --service S --node N --listen ENDPOINT --model FOLDER|lab-llama --data DIR [--kv-blocks N] [--max-batch-tokens N]
              [--threads N] [--precision exact|f32|bf16|int8] [--flops F] [--bytes-per-second B] [--memory-budget BYTES]
        both  [--detach] [--certificate PEM --key PEM --authorities PEM]
        ENDPOINT is unix:/path or tcp://host:port; gRPC is answered at /path.control or port + 1.
        """;

    /// <summary>Runs a head or a stage until it stops.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Exit code: 0 stopped, 2 not started, 1 failed.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // From the first moment on: a signal that comes while the model is being opened must end in order, too.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stopping.Cancel();
        });
        try
        {
            if (arguments.Count == 0 || arguments[0] is not ("head" or "stage")) throw new HostStartException($"The first argument is the role.\n{Usage}");
            var read = new ArgumentReader([.. arguments.Skip(1)], "detach");
            var (service, data) = (read.Required("service"), Path.GetFullPath(read.Required("data")));
            var node = arguments[0] == "head" ? HeadProcess.Name : read.Required("node");
            if (read.Optional("detach") is not null) LinuxProcess.Detach(Path.Combine(ProcessState.Folder(data, service), $"{SafeName.Of(node)}.log"));
            if (arguments[0] == "head") await HeadProcess.RunAsync(Head(read, service, data), stopping.Token);
            else await StageProcess.RunAsync(Stage(read, service, node, data), stopping.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception error) when (error is HostStartException or FormatException or ModelFormatException or IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }

    private static StageProcessOptions Stage(ArgumentReader read, string service, string node, string data)
    {
        var precision = read.Optional("precision") ?? nameof(WeightPrecision.Exact);
        var options = new StageProcessOptions
        {
            Service = service,
            Node = node == HeadProcess.Name ? throw new HostStartException($"A node cannot be named '{HeadProcess.Name}'.") : node,
            Listen = Endpoint.Parse(read.Required("listen")),
            Model = read.Required("model"),
            DataFolder = data,
            KvBlocks = read.Integer("kv-blocks", 512),
            MaxBatchTokens = read.Integer("max-batch-tokens", 512),
            Threads = read.Integer("threads", Environment.ProcessorCount),
            Precision = Enum.TryParse<WeightPrecision>(precision, true, out var known) ? known : throw new HostStartException($"--precision is '{precision}'; exact, f32, bf16 or int8 was expected."),
            Pace = new StagePace(read.Number("flops", 0), read.Number("bytes-per-second", 0)),
            MemoryBudget = (long)read.Number("memory-budget", 0),
            Security = Security(read),
        };
        read.RequireNoOther();
        return options;
    }

    private static HeadProcessOptions Head(ArgumentReader read, string service, string data)
    {
        var options = new HeadProcessOptions
        {
            Service = service,
            Listen = Endpoint.Parse(read.Required("control")),
            Model = read.Required("model"),
            ModelName = read.Optional("model-name"),
            Stages = read.Required("stages"),
            DataFolder = data,
            Gateway = read.Optional("gateway") is { } url ? Url(url) : null,
            KeyFile = read.Optional("keys"),
            KvBlocks = read.Integer("kv-blocks", 512),
            MaxBatchTokens = read.Integer("max-batch-tokens", 512),
            PrefillChunk = read.Integer("prefill-chunk", 256),
            MaxRunning = read.Integer("max-running", 64),
            ReplacementWait = TimeSpan.FromSeconds(read.Number("replacement-wait", 30)),
            LinkPace = new LinkPace(read.Number("link-bytes-per-second", 0), read.Number("link-latency", 0)),
            Security = Security(read),
        };
        read.RequireNoOther();
        return options;
    }

    private static Uri Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp ? url
        : throw new HostStartException($"--gateway is '{text}'; an address such as http://127.0.0.1:5081 was expected.");

    private static TransportSecurity? Security(ArgumentReader read)
    {
        var (certificate, key, authorities) = (read.Optional("certificate"), read.Optional("key"), read.Optional("authorities"));
        if (certificate is null && key is null && authorities is null) return null;
        return certificate is not null && key is not null && authorities is not null ? TransportSecurity.FromFiles(certificate, key, authorities)
            : throw new HostStartException("--certificate, --key and --authorities go together; one is missing.");
    }
}
