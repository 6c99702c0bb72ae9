namespace Continuum.Knowledge.Tests.Offline;

public class PathTests
{
    [Theory]
    [InlineData("Traffic between patient-db and ehr-api must avoid switch s3", "patient-db ~ ehr-api {switches name!=s3}")]
    [InlineData("Route web to ehr-api via s2", "web ~ ehr-api {} via name=s2")]
    [InlineData("Packets from web to ehr-api must traverse s1 and then s2", "web ~ ehr-api {} via name=s1 then name=s2")]
    [InlineData("Traffic from web to ehr-api goes through s1 or s2", "web ~ ehr-api {} via name=s1|s2")]
    [InlineData("Between web and billing use encrypted links only", "web ~ billing {links encrypted=true}")]
    [InlineData("web to billing: nothing but encrypted links", "web ~ billing {links encrypted=true}")]
    [InlineData("The packets of billing to patient-db shall not cross a US-run switch", "billing ~ patient-db {switches operatorCountry!=US}")]
    [InlineData("Patient data never crosses a switch run by northway", "data=phi ~ data=phi {switches operator!=northway}")]
    [InlineData("Traffic between web and billing must stay in the United States", "web ~ billing {switches jurisdiction=US; labelled jurisdiction=US; ends jurisdiction=US}")]
    [InlineData("HTTPS between web and billing must not pass the link s1<->s2", "web ~ billing tcp443 {links name!=s1<->s2}")]
    [InlineData("PostgreSQL (port 5433) from ehr-api to patient-db avoids s4", "ehr-api ~ patient-db tcp5433 {switches name!=s4}")]
    [InlineData("UDP port 9000 between web and billing must avoid s4", "web ~ billing udp9000 {switches name!=s4}")]
    [InlineData("Latency between web and billing must not exceed 20 ms", "web ~ billing {} 20ms")]
    [InlineData("The round trip between web and billing must stay below 20 ms", "web ~ billing {} 10ms")]
    [InlineData("web has to reach billing within two hops", "web ~ billing {} 2hops")]
    [InlineData("web reaches billing over fewer than 3 hops", "web ~ billing {} 2hops")]
    [InlineData("What web and billing exchange may only cross trusted switches", "web ~ billing {switches trust=high}")]
    [InlineData("Packets from web to billing and from web to analytics avoid s4", "web ~ billing {switches name!=s4}\nweb ~ analytics {switches name!=s4}")]
    [InlineData("Traffic between web and billing must cross neither s4 nor an unencrypted link", "web ~ billing {switches name!=s4; links encrypted=true}")]
    [InlineData("triage's transfers must not cross untrusted switches", "service triage on any transfers {switches trust!=low}")]
    [InlineData("web must stay in Germany and its traffic with billing must avoid s4", "web on jurisdiction=DE\nweb ~ billing {switches name!=s4}")]
    public void Words_say_which_way_packets_take(string text, string meaning) => Assert.Equal(meaning, Shorthand.Of(Sites.Ask(text)));
}
