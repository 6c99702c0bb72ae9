using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compliance;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

public class ComplianceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_matrix_shows_each_rule_for_each_subject_with_the_age_of_its_proof()
    {
        var world = new World();
        await world.MakeActiveAsync(
            "two", Planning.Avoid("db", "api", "s2"), Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "US")), Planning.Place("cam", LabelExpression.In(LabelKeys.Tier, "cloud")) with { PreferredPriority = 1 });
        world.Time.Advance(TimeSpan.FromMinutes(3));
        var report = world.Runtime.Compliance.Build();
        Assert.Equal(["db", "api", "cam", "web"], report.Subjects);
        Assert.Equal((1, 1, 0), (report.Proven, report.Active, report.OpenDrift));
        Assert.Equal(180, report.OldestProofSeconds);
        var path = Assert.Single(report.Rows, r => r.Rule == 0);
        Assert.Equal(ComplianceState.Proven, path.State);
        Assert.Equal(["db", "api"], path.Cells.Select(c => c.Subject));
        Assert.Equal(ComplianceState.Preferred, Assert.Single(report.Rows, r => r.Rule == 2).State);
    }

    [Fact]
    public async Task What_is_broken_stands_first()
    {
        var world = new World();
        await world.MakeActiveAsync("two", Planning.Avoid("db", "api", "s2"), Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "US")));
        await world.Runtime.Enforcement.PauseAsync(TimeSpan.FromHours(1), "root", "test", Token);
        world.Cluster.Stray("web", "de-1", world.Time.GetUtcNow());
        await world.SweepAsync();
        var report = world.Runtime.Compliance.Build();
        Assert.Equal(1, report.Rows[0].Rule);
        Assert.Equal(ComplianceState.Violated, report.Rows[0].State);
        Assert.Contains("de-1", report.Rows[0].Cells[0].Detail, StringComparison.Ordinal);
        Assert.Equal(ComplianceState.Proven, report.Rows[1].State);
        Assert.Equal((0, 1), (report.Proven, report.OpenDrift));
    }

    [Fact]
    public async Task A_rule_whose_window_has_not_begun_is_not_in_force()
    {
        var world = new World();
        await world.MakeActiveAsync("later", Planning.Avoid("db", "api", "s2") with { Validity = new Validity(Planning.Now.AddHours(1), null) });
        Assert.Equal(ComplianceState.NotInForce, Assert.Single(world.Runtime.Compliance.Build().Rows).State);
    }
}
