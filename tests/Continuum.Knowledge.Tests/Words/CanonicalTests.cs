using Continuum.Core.Policies;
using Continuum.Knowledge.Offline;
using Continuum.Knowledge.Planning;
using Continuum.Knowledge.Words;
using FsCheck.Xunit;

namespace Continuum.Knowledge.Tests.Words;

public class CanonicalTests
{
    [Property(MaxTest = 500)]
    public void Printed_policies_are_understood_as_themselves(int seed)
    {
        var random = new RandomPolicies(seed);
        var site = random.Site();
        var policy = random.Policy(site);
        var text = PolicyWords.Canonical(policy);
        var understood = new OfflinePlanner().Understand(new PlanningRequest { Text = text, Site = site, Now = DateTimeOffset.UnixEpoch });
        Assert.True(policy.Equals(understood.Policy), text + "\n" + understood.Question?.Text + (understood.Policy is { } read ? PolicyJson.Write(read) : ""));
    }

    [Theory]
    [InlineData("Keep patient-db in Germany.")]
    [InlineData("Traffic between patient-db and ehr-api must avoid switch s3 until Friday.")]
    [InlineData("triage must answer its first token within 300 ms, preferably on cloud nodes")]
    public void What_was_said_in_plain_words_survives_printing(string text)
    {
        var said = Offline.Sites.Ask(text);
        Assert.NotNull(said.Policy);
        Assert.Equal(said.Policy, Offline.Sites.Ask(PolicyWords.Canonical(said.Policy!)).Policy);
    }

    [Theory]
    [InlineData("patient-db must run on nodes with jurisdiction in [DE]")]
    [InlineData("patient-db must run on nodes with jurisdiction in [DE].", true)]
    [InlineData("patient-db must run on nodes with jurisdiction in [DE]. and somewhere else")]
    [InlineData("patient-db must run on nodes with jurisdiction in [DE")]
    public void Anything_but_whole_sentences_is_left_to_the_parser(string text, bool read = false) =>
        Assert.Equal(read, CanonicalReader.TryRead(text) is not null);

    [Fact]
    public void A_canonical_sentence_about_nothing_is_asked_back() =>
        Assert.Equal(UnderstandingKind.Clarify, Offline.Sites.Ask("patient-bd must run on nodes with jurisdiction in [DE].").Kind);
}
