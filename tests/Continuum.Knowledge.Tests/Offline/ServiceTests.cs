namespace Continuum.Knowledge.Tests.Offline;

public class ServiceTests
{
    [Theory]
    [InlineData("triage must keep its head, stages and KV cache in Germany", "service triage on jurisdiction=DE")]
    [InlineData("No stage of triage may run in the US", "service triage stages on jurisdiction!=US")]
    [InlineData("The head of triage belongs on fra-gpu-1", "service triage head on name=fra-gpu-1")]
    [InlineData("Take par-gpu-1 out of triage", "service triage on name!=par-gpu-1")]
    [InlineData("Get triage off par-gpu-1", "service triage on name!=par-gpu-1")]
    [InlineData("helpdesk must not be served out of the US", "service helpdesk on jurisdiction!=US")]
    [InlineData("Keep helpdesk out of the US", "service helpdesk on jurisdiction!=US")]
    [InlineData("triage must answer its first token within 300 ms", "service triage on any Ttft 300 p95")]
    [InlineData("p99 TTFT of triage below 0.5 s and TPOT under 40 ms at the median", "service triage on any Ttft 500 p99 Tpot 40 p50")]
    [InlineData("95 out of 100 triage requests must be answered within 2 seconds", "? ")]
    [InlineData("In 99 % of cases triage has to respond within 2 seconds", "service triage on any E2E 2000 p99")]
    [InlineData("helpdesk must generate at least 30 tokens per second", "service helpdesk on any Throughput 30 p95")]
    [InlineData("triage must not take longer than 300 ms for its first token", "service triage on any Ttft 300 p95")]
    [InlineData("Refuse triage requests until it is compliant", "service triage on any refuse")]
    [InlineData("Hold requests to triage while it is illegal", "service triage on any")]
    [InlineData("helpdesk prefers edge nodes", "service helpdesk on tier=edge preferred 50")]
    [InlineData("triage runs on A100s or H100s", "service triage on gpu.model=A100-80GB|H100-80GB")]
    [InlineData("triage must stay in the EU, preferably in Germany", "service triage on jurisdiction=AT|BE|BG|CY|CZ|DE|DK|EE|ES|FI|FR|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK\nservice triage on jurisdiction=DE preferred 50")]
    public void Words_say_how_a_service_runs(string text, string meaning) =>
        Assert.StartsWith(meaning, Shorthand.Of(Sites.Ask(text)), StringComparison.Ordinal);
}
