using System.Globalization;
using System.Text.RegularExpressions;
using Continuum.Serving.Telemetry;
using Continuum.Serving.Tests.Gateway;

namespace Continuum.Serving.Tests.Telemetry;

public class MetricsTests
{
    [Fact]
    public async Task Prometheus_reads_what_happened_under_the_names_of_vllm_and_of_open_telemetry()
    {
        await using var rig = await GatewayRig.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await rig.Http.PostAsync("/v1/completions", new StringContent("""{"model":"tiny-llama","prompt":[300,301,302],"max_tokens":5,"ignore_eos":true}"""));
            Assert.True(answer.IsSuccessStatusCode);
        }
        await rig.IdleAsync();
        var text = await rig.Http.GetStringAsync("/metrics");
        double Sample(string name, string labels = "") => double.Parse(Assert.Single(Regex.Matches(text, $"^{Regex.Escape(name)}{{model_name=\"tiny-llama\"{Regex.Escape(labels)}}} (.*)$", RegexOptions.Multiline)).Groups[1].Value, CultureInfo.InvariantCulture);

        Assert.Equal(9, Sample("vllm:prompt_tokens_total"));
        Assert.Equal(15, Sample("vllm:generation_tokens_total"));
        Assert.Equal(3, Sample("vllm:request_success_total", ",finished_reason=\"length\""));
        Assert.Equal(0, Sample("vllm:num_requests_running"));
        Assert.Equal(0, Sample("vllm:num_requests_waiting"));
        Assert.Equal(0, Sample("vllm:kv_cache_usage_perc"));
        Assert.Equal(3, Sample("vllm:time_to_first_token_seconds_count"));
        Assert.Equal(12, Sample("vllm:inter_token_latency_seconds_count"));
        Assert.Equal(3, Sample("vllm:request_time_per_output_token_seconds_count"));
        Assert.Equal(3, Sample("vllm:e2e_request_latency_seconds_count"));
        Assert.Equal(3, Sample("gen_ai_server_time_to_first_token_seconds_count"));
        Assert.Equal(3, Sample("gen_ai_server_request_duration_seconds_bucket", ",le=\"+Inf\""));
        Assert.True(Sample("vllm:e2e_request_latency_seconds_sum") >= Sample("vllm:time_to_first_token_seconds_sum"));
        // Each name is declared once, or Prometheus refuses the page.
        Assert.All(Regex.Matches(text, "^# TYPE (\\S+)", RegexOptions.Multiline).GroupBy(m => m.Groups[1].Value), g => Assert.Single(g));
    }

    [Fact]
    public void A_histogram_counts_by_bucket_and_estimates_quantiles()
    {
        var histogram = new LatencyHistogram([1, 2, 4]);
        foreach (var seconds in new[] { 0.5, 1, 1.5, 3, 100 }) histogram.Record(seconds);
        var snapshot = histogram.Snapshot();
        Assert.Equal([2, 1, 1, 1], snapshot.Counts);
        Assert.Equal((5, 106), (snapshot.Count, snapshot.Sum));
        Assert.Equal(1.5, snapshot.Quantile(0.5));
        Assert.Equal(4, snapshot.Quantile(1));
        Assert.Null(new LatencyHistogram().Snapshot().Quantile(0.5));
    }
}
