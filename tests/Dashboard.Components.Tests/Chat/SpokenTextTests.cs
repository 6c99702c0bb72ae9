using Bunit;
using Continuum.Knowledge.Planning;
using Dashboard.Components.Chat;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Chat;

public sealed class SpokenTextTests
{
    private const string Text = "Keep notes in Germany,  and be nice.";

    public static TheoryData<TextSpan[], string[]> Spans => new()
    {
        { [], [] },
        { [new(Text.IndexOf("and be nice", StringComparison.Ordinal), 11)], ["and be nice"] },
        { [new(24, 11), new(0, 4)], ["Keep", "and be nice"] },
        { [new(31, 500)], ["nice."] },
        { [new(-3, 2), new(500, 3)], [] },
        { [new(0, 10), new(5, 5)], ["Keep notes"] },
    };

    [Theory]
    [MemberData(nameof(Spans))]
    public void Marks_what_no_rule_accounts_for_and_loses_not_a_character(TextSpan[] spans, string[] marked)
    {
        using var context = new ConsoleContext();

        var cut = context.Render<SpokenText>(p => p.Add(c => c.Text, Text).Add(c => c.Unmapped, spans));

        Assert.Equal(marked, cut.FindAll("mark").Select(m => m.TextContent));
        Assert.Equal(Text, string.Concat(cut.Nodes.Select(n => n.TextContent)));
    }
}
