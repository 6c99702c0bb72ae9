namespace Continuum.Knowledge.Tests.Offline;

public class UnlikeSitesTests
{
    [Theory]
    [InlineData("scada-master must stay in Switzerland", "scada-master on country=CH")]
    [InlineData("The SCADA master belongs on Swiss nodes", "scada-master on country=CH")]
    [InlineData("Everything with criticality tier1 runs on machines of helvetia only", "criticality=tier1 on owner=helvetia")]
    [InlineData("Tier1 workloads must not run on far-edge hardware", "criticality=tier1 on tier!=far-edge")]
    [InlineData("rtu-gw-1 and rtu-gw-2 may not share a machine", "rtu-gw-1+rtu-gw-2 on any separate node")]
    [InlineData("IEC 104 from the rtu-gw-1 to scada-master must stay on Swiss switches", "rtu-gw-1 ~ scada-master tcp2404 {switches country=CH}")]
    [InlineData("Modbus between rtu-gw-1 and scada-master has to avoid core2", "rtu-gw-1 ~ scada-master tcp502 {switches name!=core2}")]
    [InlineData("meter-billing must not be able to reach scada-master", "meter-billing </> scada-master")]
    [InlineData("Personal data stays in Germany or Switzerland", "data=personal on country=DE|CH")]
    [InlineData("scada-master only on NERC nodes", "scada-master on nerc=yes")]
    [InlineData("outage-bot has to give its first token within half a second", "service outage-bot on any Ttft 500 p95")]
    [InlineData("Telemetry may not cross suedstrom switches", "data=telemetry ~ data=telemetry {switches operator!=suedstrom}")]
    [InlineData("Until 24 December, drain dc-ulm-1", "* on name!=dc-ulm-1 [ 2026-12-25T00:00]")]
    public void A_grid_operator_is_understood(string text, string meaning) => Assert.Equal(meaning, Shorthand.Of(Sites.Ask(text, OtherSites.Grid)));

    [Theory]
    [InlineData("Student records must be physically located in Canada", "classification=student on residency=CA")]
    [InlineData("Student data has to stay under Canadian law", "classification=student on jurisdiction=CA")]
    [InlineData("Anything of team registrar goes on nodes certified nist", "team=registrar on certified=nist")]
    [InlineData("genome-store only on medicine department nodes", "genome-store on department=medicine")]
    [InlineData("tutor needs at least two GPUs", "service tutor on gpu.count>1")]
    [InlineData("tutor wants an A100", "service tutor on gpu.model=A100-40GB")]
    [InlineData("Run tutor on a node with 40 GB of GPU memory or more", "service tutor on gpu.memory>38146")]
    [InlineData("Traffic between grades and student-portal should only pass switches of at least medium trust", "grades ~ student-portal {switches trust=medium|high}")]
    [InlineData("wiki must never talk to genome-store", "wiki </> genome-store")]
    [InlineData("Only student-portal may contact grades", "*\\student-portal+grades </> grades")]
    [InlineData("The central namespace stays in Canada, except the wiki", "ns:central\\wiki on jurisdiction=CA")]
    [InlineData("Ideally student-portal is spread over different nodes", "student-portal on any spread node preferred 50")]
    [InlineData("hpc02 is off limits for restricted data", "classification=restricted on name!=hpc02")]
    public void A_university_is_understood(string text, string meaning) =>
        Assert.StartsWith(meaning, Shorthand.Of(Sites.Ask(text, OtherSites.University)), StringComparison.Ordinal);
}
