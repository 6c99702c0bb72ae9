namespace Continuum.Knowledge.Tests.Offline;

public class IsolationTests
{
    [Theory]
    [InlineData("web must not talk to patient-db", "web </> patient-db")]
    [InlineData("web and patient-db may never exchange traffic", "web </> patient-db")]
    [InlineData("Isolate web from everything with patient data", "web </> data=phi")]
    [InlineData("Block all traffic between web and patient-db in both directions", "web </> patient-db")]
    [InlineData("web must not send anything to patient-db", "web -/> patient-db")]
    [InlineData("patient-db must not receive packets from web", "web -/> patient-db")]
    [InlineData("No packets may flow from web to patient-db", "web -/> patient-db")]
    [InlineData("SSH from web to billing is forbidden", "web -/> billing tcp22")]
    [InlineData("web and billing must not talk over port 22 or 23", "web </> billing tcp22\nweb </> billing tcp23")]
    [InlineData("Only ehr-api may access patient-db", "*\\ehr-api+patient-db </> patient-db")]
    [InlineData("patient-db may be reached by nobody except ehr-api", "*\\ehr-api+patient-db </> patient-db")]
    [InlineData("Nobody but ehr-api may talk to patient-db", "*\\ehr-api+patient-db </> patient-db")]
    [InlineData("patient-db accepts connections only from ehr-api", "*\\ehr-api+patient-db </> patient-db")]
    [InlineData("The office namespace must be cut off from the finance namespace", "ns:office </> ns:finance")]
    [InlineData("web, billing and analytics must not talk to each other", "web+billing+analytics </> web+billing+analytics")]
    [InlineData("ehr-api stays in Germany and never contacts web", "ehr-api on jurisdiction=DE\nehr-api </> web")]
    public void Words_say_who_may_not_talk(string text, string meaning) =>
        Assert.StartsWith(meaning, Shorthand.Of(Sites.Ask(text)), StringComparison.Ordinal);
}
