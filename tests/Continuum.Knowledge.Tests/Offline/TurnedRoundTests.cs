namespace Continuum.Knowledge.Tests.Offline;

/// <summary>Wordings that were once read the other way round, or lost a part; each now means what it says.</summary>
public class TurnedRoundTests
{
    [Theory]
    [InlineData("patient-db and web belong in Germany, but not on the same server", "patient-db+web on any separate node", "patient-db+web on jurisdiction=DE")]
    [InlineData("patient-db is to be run by neither a German nor a French company", "!=DE|FR")]
    [InlineData("patient-db is not to be hosted by anyone but acme", "patient-db on operator=acme")]
    [InlineData("Packets between web and billing may cross German and French switches, no others", "{switches jurisdiction=DE|FR")]
    [InlineData("No traffic between web and billing may cross s3 or any other US-run switch", "name!=s3", "!=US")]
    [InlineData("Have web moved off ber-edge-1 and onto a node with a TEE", "name!=ber-edge-1", "tee")]
    [InlineData("Except for web, nothing may run in the US", "*\\web on jurisdiction!=US")]
    [InlineData("patient-db must not leave Germany, nor may its traffic cross US-run switches", "patient-db on jurisdiction=DE", "!=US")]
    [InlineData("Make ehr-api the only one that may talk to patient-db", "*\\ehr-api+patient-db </> patient-db")]
    [InlineData("Only ehr-api may send packets to patient-db", "*\\ehr-api+patient-db -/> patient-db")]
    [InlineData("web must be kept from reaching patient-db", "web </> patient-db")]
    [InlineData("web and billing must exchange data within 10 ms", "web ~ billing {} 10ms")]
    [InlineData("Let all traffic between web and billing pass s1", "web ~ billing {} via name=s1")]
    public void It_means_what_it_says(string text, params string[] parts)
    {
        var read = Shorthand.Of(Sites.Ask(text));
        Assert.All(parts, p => Assert.Contains(p, read, StringComparison.Ordinal));
    }
}
