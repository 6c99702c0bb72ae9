namespace Continuum.Knowledge.Model.Drafts;

/// <summary>The JSON schema of an answer, in the subset that strict structured output takes: no optional fields, nothing else allowed.</summary>
internal static class DraftSchema
{
    public const string Name = "policy";

    public static readonly string Json = ModelData.Read("schema.json");
}
