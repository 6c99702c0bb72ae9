using Continuum.Serving.Gateway;
using Continuum.Serving.Scheduling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Continuum.Serving.Telemetry;

/// <summary>
/// <c>GET /metrics</c> for Prometheus: vLLM's names, so that its Grafana boards work, and OpenTelemetry's GenAI names as
/// Prometheus writes them. It holds counts and times only and needs no key.
/// </summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/metrics", async (HttpContext context) =>
    {
        var services = context.RequestServices;
        var model = services.GetRequiredService<ServedModel>();
        var held = services.GetRequiredService<ClassAdmission>().Held;
        var text = Write(model.Name, services.GetRequiredService<ServingMetrics>(), await model.Engine.StatusAsync(), held);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    });

    internal static string Write(string model, ServingMetrics metrics, EngineStatus engine, int held)
    {
        var text = new PrometheusText(model);
        text.Value("vllm:num_requests_running", "gauge", "Requests in the running batch.", engine.Running);
        text.Value("vllm:num_requests_waiting", "gauge", "Requests that wait.", engine.Waiting);
        text.Value("vllm:kv_cache_usage_perc", "gauge", "Share of the KV blocks in use, 0 to 1.", (double)engine.KvBlocksUsed / engine.KvBlocks);
        text.Value("vllm:num_preemptions_total", "counter", "Sequences that were computed again.", engine.Preemptions);
        text.Value("vllm:prompt_tokens_total", "counter", "Tokens of prompts.", metrics.PromptTokens);
        text.Value("vllm:generation_tokens_total", "counter", "Tokens generated.", metrics.GeneratedTokens);
        text.Values("vllm:request_success_total", "counter", "Requests answered, by how they ended.", "finished_reason",
            [("stop", metrics.Ended(FinishReason.Stop)), ("length", metrics.Ended(FinishReason.Length))]);
        text.Values("continuum_requests_unanswered_total", "counter", "Requests that ended without an answer.", "reason",
            [("cancelled", metrics.Ended(FinishReason.Cancelled)), ("failed", metrics.Ended(FinishReason.Failed))]);
        text.Value("continuum_requests_held", "gauge", "Requests that wait because their data class is on hold.", held);
        text.Value("continuum_pipeline_epoch", "gauge", "Number of the pipeline configuration.", engine.Epoch);
        var (first, gaps, per, whole) = (metrics.TimeToFirstToken.Snapshot(), metrics.InterTokenLatency.Snapshot(), metrics.TimePerOutputToken.Snapshot(), metrics.EndToEnd.Snapshot());
        text.Histogram("vllm:time_to_first_token_seconds", "Request accepted to first token.", first);
        text.Histogram("vllm:inter_token_latency_seconds", "Gaps between tokens of one request.", gaps);
        text.Histogram("vllm:request_time_per_output_token_seconds", "Mean gap of a request after its first token.", per);
        text.Histogram("vllm:e2e_request_latency_seconds", "Request accepted to last token.", whole);
        text.Histogram("gen_ai_server_time_to_first_token_seconds", "Request accepted to first token.", first);
        text.Histogram("gen_ai_server_time_per_output_token_seconds", "Mean gap of a request after its first token.", per);
        text.Histogram("gen_ai_server_request_duration_seconds", "Request accepted to last token.", whole);
        return text.ToString();
    }
}
