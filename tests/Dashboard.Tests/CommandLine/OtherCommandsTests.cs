using Continuum.Infrastructure.SiteFiles;
using Dashboard.CommandLine;

namespace Dashboard.Tests.CommandLine;

public sealed class OtherCommandsTests : CommandLineFixture
{
    [Theory]
    [InlineData(false)]
    [InlineData(false, "--site", "x.yaml")]
    [InlineData(false, "--environment=Development", "--contentRoot=/x")]
    [InlineData(true, "plan")]
    [InlineData(true, "pln")]
    [InlineData(true, "--version")]
    [InlineData(true, "help")]
    public void Options_alone_ask_for_the_console(bool isCommand, params string[] args) => Assert.Equal(isCommand, Commands.IsCommand(args));

    [Fact]
    public async Task Export_prints_the_site_in_a_form_that_reads_back()
    {
        var (code, output, _) = await Run("export", "--site", SiteFile);

        Assert.Equal(0, code);
        var again = Continuum.Infrastructure.SiteFiles.SiteFile.Parse(output);
        Assert.Empty(again.Faults);
        Assert.Equal(output, SiteWriter.Write(again.Site!));
    }

    [Fact]
    public async Task Export_without_a_site_prints_the_built_in_one()
    {
        var (code, output, _) = await Run("export");

        Assert.Equal(0, code);
        Assert.Empty(Continuum.Infrastructure.SiteFiles.SiteFile.Parse(output).Faults);
    }

    [Fact]
    public async Task Help_and_version_print_and_end()
    {
        Assert.Contains("evaluate", (await Run("help")).Out, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", (await Run("--version")).Out);
    }

    [Fact]
    public async Task An_audit_log_that_is_not_there_is_said()
    {
        var (code, output, error) = await Run("audit", "verify", "--data", Folder);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("found no audit log", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_log_that_was_changed_is_broken()
    {
        Put("audit.jsonl", """{"sequence":1,"hash":"0000"}""" + "\n");

        var (code, output, _) = await Run("audit", "verify", "--data", Folder);

        Assert.Equal(2, code);
        Assert.Contains("BROKEN", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "Planner:Endpoint")]
    [InlineData("oracle", "known are offline and model")]
    public void A_planner_that_cannot_be_had_is_refused(string name, string says) =>
        Assert.Contains(says, Assert.Throws<UsageException>(() => Planners.Choose(name)).Message, StringComparison.Ordinal);
}
