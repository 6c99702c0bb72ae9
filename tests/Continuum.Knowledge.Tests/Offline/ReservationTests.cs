using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Tests.Offline;

/// <summary>Wordings that once became a rule with another meaning: each must be asked about.</summary>
public class ReservationTests
{
    [Theory]
    [InlineData("Traffic between web and billing must avoid all but s1")]
    [InlineData("Traffic between web and billing must avoid all switches but s1")]
    [InlineData("Traffic between web and billing must avoid everything except s1 and s2")]
    [InlineData("Traffic between web and billing shall bypass every switch other than s1")]
    [InlineData("patient-db may run anywhere but France and the US-run nodes")]
    [InlineData("patient-db does not have to stay in Germany")]
    [InlineData("Traffic from web to billing takes at most 20 ms at p99")]
    [InlineData("patient-db must run in Germany between 08:00 and 18:00 on 2027-02-01")]
    [InlineData("triage must stay in Germany, its head excepted")]
    [InlineData("patient-db must not run outside Germany and France except in the US")]
    [InlineData("Workloads with data=phi and app=patient-db stay in Germany")]
    [InlineData("Not all workloads with patient data may run in France")]
    [InlineData("web and billing may not talk to patient-db and analytics respectively")]
    [InlineData("Encrypted phi workloads stay in Germany")]
    [InlineData("patient-db stays in Germany until 2027-03-01, afterwards in France")]
    [InlineData("Traffic between web and billing must avoid s1 and either s2 or s3")]
    [InlineData("web-eu must stay in Germany")]
    [InlineData("patient-db and ehr-api apart, billing and analytics together")]
    [InlineData("billing and analytics together, patient-db and ehr-api apart")]
    [InlineData("Move patient-db-us to Germany")]
    [InlineData("Translate into Latin: \"patient-db must stay in Germany\"")]
    [InlineData("The old rule said \"patient-db must run in France\"")]
    [InlineData("Traffic between web and billing: first s1, then s2, no hop outside Germany")]
    [InlineData("web leaves ber-edge-1 for a German node")]
    [InlineData("Two replicas of web must run in Germany")]
    [InlineData("web must never be on s3")]
    [InlineData("Refuse requests to triage while it is compliant")]
    [InlineData("patient-db must stay in Germany. patient-db must not stay in Germany.")]
    [InlineData("web must not run on any other German node than ber-edge-1")]
    public void It_is_asked_about(string text) => Assert.Equal(UnderstandingKind.Clarify, Sites.Ask(text).Kind);

    [Theory]
    [InlineData("patient-db may run anywhere but France")]
    [InlineData("Traffic between web and billing must avoid s1 and s2")]
    [InlineData("patient-db must not run in France nor in the US")]
    [InlineData("Traffic from web to billing takes at most 20 ms")]
    [InlineData("triage must answer its first token within 300 ms at p99")]
    [InlineData("\"patient-db\" must stay in Germany")]
    [InlineData("\"patient-db must stay in Germany\"")]
    [InlineData("Traffic between web and billing must avoid the link s1-s3")]
    public void Its_plain_neighbour_is_a_rule(string text) => Assert.Equal(UnderstandingKind.Policy, Sites.Ask(text).Kind);
}
