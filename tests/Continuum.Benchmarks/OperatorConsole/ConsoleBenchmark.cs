using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Continuum.EndToEnd.Tests;
using Microsoft.Playwright;

namespace Continuum.Benchmarks.OperatorConsole;

/// <summary>
/// What a console costs its machine: start to first page, memory and CPU at rest and by open page, and how soon drift is
/// noticed and repaired. Real process, real browser, the built-in lab.
/// </summary>
internal static class ConsoleBenchmark
{
    private const string Intent = "Patient notes stay in Germany, never cross a US-run switch, and triage answers within 300 ms";

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int fallback) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : fallback;
        var output = Array.IndexOf(args, "--out") is var o and >= 0 && o + 1 < args.Length ? args[o + 1] : "console.json";
        var (starts, pages, drifts, rest) = (Number("--starts", 5), Number("--pages", 20), Number("--drifts", 30), TimeSpan.FromSeconds(Number("--rest", 20)));
        Console.WriteLine($"{Environment.ProcessorCount} cores, {Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(ConsoleProcess.Assembly)))} build");

        var (fresh, again) = await StartsAsync(starts);
        Line("start to first page, empty folder, ms", fresh);
        Line("start to first page, used folder, ms", again);

        using var folder = new TemporaryFolder();
        await using var console = await ConsoleProcess.StartAsync(folder.Path);
        await using var session = await ConsoleSession.SignInAsync(console, folder.Path);
        // Starting is not resting: compilation and the first cycles of the lab go on for a while.
        await Task.Delay(rest);
        var idle = await ProcessSample.OverAsync(console.Id, rest);
        Line("at rest, no page", $"{idle.Core:P1} of a core, {idle.PssMiB:0} MiB");

        await session.EnactAsync(Intent);
        await session.OpenAsync("/");
        var one = await ProcessSample.OverAsync(console.Id, rest);
        Line("Overview open, an intent active", $"{one.Core:P1} of a core, {one.PssMiB:0} MiB");

        for (var i = 0; i < pages; i++) await session.OpenAsync("/");
        var many = await ProcessSample.OverAsync(console.Id, rest);
        var perPage = (many.PssMiB - one.PssMiB) / pages;
        Line($"{pages} more pages open", $"{many.Core:P1} of a core, {many.PssMiB:0} MiB: {perPage:0.0} MiB and {(many.Core - one.Core) / pages:P2} of a core a page");

        var (noticed, repaired) = await DriftsAsync(drifts);
        Line("drift to notice, ms", noticed);
        Line("drift to repair, ms", repaired);

        await File.WriteAllTextAsync(output, JsonSerializer.Serialize(
            new
            {
                cores = Environment.ProcessorCount,
                startMs = new { fresh, again },
                idle = new { core = idle.Core, pssMiB = idle.PssMiB },
                onePage = new { core = one.Core, pssMiB = one.PssMiB },
                morePages = new { pages, core = many.Core, pssMiB = many.PssMiB, pssMiBPerPage = perPage },
                driftMs = new { noticed, repaired },
            },
            new JsonSerializerOptions { WriteIndented = true }));
        return 0;
    }

    private static async Task<(Spread Fresh, Spread Again)> StartsAsync(int count)
    {
        var (fresh, again) = (new List<double>(), new List<double>());
        using var http = new HttpClient();
        for (var i = 0; i < count; i++)
        {
            using var folder = new TemporaryFolder();
            fresh.Add(await StartAsync(folder.Path));
            again.Add(await StartAsync(folder.Path));
        }

        return (Spread.Of(fresh), Spread.Of(again));

        async Task<double> StartAsync(string folder)
        {
            var start = Stopwatch.GetTimestamp();
            await using var console = await ConsoleProcess.StartAsync(folder);
            using var page = await http.GetAsync(console.Address);
            page.EnsureSuccessStatusCode();
            await page.Content.ReadAsStringAsync();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    // Flows are tampered with by the lab's own page, on each switch that carries a rule of the intent: the same switch a
    // second time is put right later by design. Times are those that the console wrote down.
    private static async Task<(Spread Noticed, Spread Repaired)> DriftsAsync(int count)
    {
        var (noticed, repaired) = (new List<double>(), new List<double>());
        while (noticed.Count < count)
        {
            using var folder = new TemporaryFolder();
            await using var console = await ConsoleProcess.StartAsync(folder.Path);
            await using var session = await ConsoleSession.SignInAsync(console, folder.Path);
            var id = await session.EnactAsync(Intent);
            var page = await session.OpenAsync("/settings/lab");
            foreach (var name in await session.SwitchesOfAsync(id))
            {
                await page.Locator("label.field:has(> span:text-is('Switch')) select").First.SelectOptionAsync(new SelectOptionValue { Value = name });
                var known = (await session.UntilAsync(id, _ => true)).GetProperty("drift").GetArrayLength();
                await page.GetByRole(AriaRole.Button, new() { Name = "Tamper with a flow" }).ClickAsync();
                var intent = await session.UntilAsync(id, x => x.GetProperty("drift") is var d && d.GetArrayLength() > known && d.EnumerateArray().All(e => e.TryGetProperty("repairedAt", out _)));
                var newest = intent.GetProperty("drift").EnumerateArray().MaxBy(d => At(d, "noticedAt"));
                noticed.Add((At(newest, "noticedAt") - At(newest, "happenedAt")).TotalMilliseconds);
                repaired.Add((At(newest, "repairedAt") - At(newest, "happenedAt")).TotalMilliseconds);
                if (noticed.Count == count) break;
            }
        }

        return (Spread.Of(noticed), Spread.Of(repaired));

        static DateTimeOffset At(JsonElement drift, string name) => drift.GetProperty(name).GetDateTimeOffset();
    }

    private static void Line(string what, Spread spread) => Line(what, $"median {spread.Median:0.#}, p95 {spread.P95:0.#}, {spread.Least:0.#} to {spread.Most:0.#} ({spread.Count} runs)");

    private static void Line(string what, string figure) => Console.WriteLine($"{what,-42}{figure}");
}
