using Continuum.Knowledge.Words;

namespace Continuum.Knowledge.Tests.Words;

public class DescribeTests
{
    [Theory]
    [InlineData("Everything with patient data must be kept in Germany", "Everything with data phi (patient-db, ehr-api, triage) runs only on nodes with jurisdiction DE: fra-gpu-1, ber-edge-1.")]
    [InlineData("analytics must not send anything to patient-db", "All traffic from analytics to patient-db is dropped; the way back stays open.")]
    [InlineData("Traffic between web and billing must use encrypted links only", "All traffic between web and billing uses only links with encrypted true (s1<->s2, s2<->s3, s3<->s4).")]
    [InlineData("helpdesk must answer its first token within 250 ms for 99 % of requests", "helpdesk: first token within 250 ms (p99).")]
    [InlineData("web should preferably run in France", "Preferably (priority 50): web runs only on nodes with jurisdiction FR: par-gpu-1.")]
    [InlineData("Until 2026-12-01 billing must run in France", "billing runs only on nodes with jurisdiction FR: par-gpu-1, until 2026-12-02 00:00 (UTC+01:00).")]
    public void Rules_are_told_with_what_they_come_to(string text, string line)
    {
        var policy = Offline.Sites.Ask(text).Policy;
        Assert.NotNull(policy);
        Assert.Equal(line, Assert.Single(PolicyWords.Describe(policy!, Offline.Sites.Hospital)));
    }
}
