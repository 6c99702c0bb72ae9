namespace Continuum.Knowledge.Tests.Offline;

public class LocationTests
{
    [Theory]
    [InlineData("Keep patient-db in Germany.", "patient-db on jurisdiction=DE")]
    [InlineData("patient-db must not run in the US", "patient-db on jurisdiction!=US")]
    [InlineData("The EHR API may only be hosted in Germany or France.", "ehr-api on jurisdiction=DE|FR")]
    [InlineData("Everything with patient data must be kept in Germany", "data=phi on jurisdiction=DE")]
    [InlineData("triage must stay in Germany", "service triage on jurisdiction=DE")]
    [InlineData("analytics must run outside the US", "analytics on jurisdiction!=US")]
    [InlineData("billing goes on trusted nodes certified iso27001", "billing on (trust=high & certified=iso27001)")]
    public void Words_say_where_subjects_run(string text, string meaning) => Assert.Equal(meaning, Shorthand.Of(Sites.Ask(text)));
}
