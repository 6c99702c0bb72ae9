using Dashboard.Components.Contracts;
using Dashboard.Components.Proof;
using Dashboard.Components.Shared;

namespace Dashboard.Components.Tests.Shared;

public sealed class FigureTests
{
    [Fact]
    public void What_is_not_known_is_said_and_never_shown_as_zero()
    {
        Assert.Equal(["no data", "no data", "no data", "no data"], [Figure.Percent(null), Figure.Milliseconds(null), Figure.Number(null), Figure.Bytes(null)]);
        Assert.Equal(["0 %", "0.0 ms", "0", "0 B"], [Figure.Percent(0), Figure.Milliseconds(0), Figure.Number(0), Figure.Bytes(0)]);
    }

    [Theory]
    [InlineData(2.14, "2.1 ms")]
    [InlineData(182.4, "182 ms")]
    [InlineData(2104, "2.10 s")]
    [InlineData(21040, "21.0 s")]
    public void Times_carry_the_digits_that_matter(double ms, string text) => Assert.Equal(text, Figure.Milliseconds(ms));

    [Theory]
    [InlineData(0.4, "just now")]
    [InlineData(3, "3 s ago")]
    [InlineData(125, "2 min ago")]
    [InlineData(-7300, "in 2 h")]
    public void Moments_are_told_from_now(double secondsAgo, string text)
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        Assert.Equal(text, Ago.Relative(now.AddSeconds(-secondsAgo), now));
    }

    [Fact]
    public void A_name_of_the_site_is_no_formula_to_a_spreadsheet()
    {
        var csv = ComplianceExport.Csv([new ComplianceRow(1, "a, \"b\"", "=cmd()", ComplianceState.Proven, null, "ok")]);

        Assert.Contains("1,\"a, \"\"b\"\"\",'=cmd(),proven,,ok", csv, StringComparison.Ordinal);
    }
}
