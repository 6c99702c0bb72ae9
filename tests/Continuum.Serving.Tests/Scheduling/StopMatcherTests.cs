using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Scheduling;

public class StopMatcherTests
{
    [Theory]
    [InlineData("ab", "xxabyy", "xx", true)]
    [InlineData("aab", "aaaab", "aa", true)]
    [InlineData("ab", "xxa", "xxa", false)]
    [InlineData("", "text", "text", false)]
    [InlineData("END", "the EN of it", "the EN of it", false)]
    public void CutsAtTheStopHoweverTheTextIsSplit(string stop, string text, string expected, bool stopped)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var matcher = new StopMatcher([stop]);
            var output = string.Concat(text.Chunk(size).Select(part => matcher.Append(new string(part)))) + matcher.Finish();
            Assert.Equal((expected, stopped), (output, matcher.Stopped));
        }
    }

    [Fact]
    public void TheEarliestOfSeveralWins()
    {
        var matcher = new StopMatcher(["later", "now"]);
        Assert.Equal("go ", matcher.Append("go now or later"));
        Assert.Equal("", matcher.Append("more") + matcher.Finish());
    }

    [Fact]
    public void OnlyWhatMightBeAStopIsHeldBack()
    {
        var matcher = new StopMatcher(["</end>"]);
        Assert.Equal("a ", matcher.Append("a </"));
        Assert.Equal("</x", matcher.Append("x"));
    }
}
