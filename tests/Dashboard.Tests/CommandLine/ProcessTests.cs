using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Dashboard.Tests.CommandLine;

/// <summary>The command line as other programs start it: a process of its own, in a folder of its own.</summary>
public sealed class ProcessTests : CommandLineFixture
{
    [Fact]
    public async Task Errors_leave_standard_output_empty_and_relative_paths_belong_to_the_caller()
    {
        Put("bad.yaml", "site: x\nnodes: [ { name: a } ]\n");

        var (code, output, error) = await Start("export", "--site", "bad.yaml");

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("bad.yaml:2:10: found a node without tier", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db stays in Germany", 0, "AwaitingApproval")]
    [InlineData("db must run in Germany and never in Germany", 2, "Rejected")]
    [InlineData("zzz", 3, "Clarifying")]
    public async Task One_json_object_is_all_that_is_printed(string text, int expected, string status)
    {
        var (code, output, error) = await Start("plan", "--site", "site.yaml", "--intent", text);

        Assert.Equal((expected, ""), (code, error));
        Assert.Equal(status, JsonNode.Parse(output)!["status"]!.GetValue<string>());
    }

    private async Task<(int Code, string Out, string Error)> Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dashboard.dll"), .. args])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
