using System.Text;
using System.Text.Json.Nodes;
using Continuum.Serving.Models;
using Continuum.Serving.Models.Tokenization;
using Continuum.Serving.Tests.Support;
using FsCheck;
using FsCheck.Xunit;

namespace Continuum.Serving.Tests.Models;

public class TokenizerTests
{
    private static readonly Lazy<TextTokenizer> Lab = new(() => TokenizerReader.Read(TestModels.Llama));

    [Theory]
    [InlineData("The patient network asked 42 questions, quickly.")]
    [InlineData("  two spaces\n\nand\ttabs ")]
    [InlineData("Zürich, 東京, Ελλάδα, 👩‍⚕️ and \u0000 control")]
    [InlineData("")]
    public void RoundTrips(string text) => Assert.Equal(text, Lab.Value.Decode(Lab.Value.Encode(text, false)));

    [Property(MaxTest = 300)]
    public bool RoundTripsAnyText(NonNull<string> text)
    {
        // Lone surrogates are no text: UTF-8 cannot carry them.
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
        return Lab.Value.Decode(Lab.Value.Encode(valid, false)) == valid;
    }

    [Fact]
    public void KnowsWords()
    {
        Assert.Single(Lab.Value.Encode(" patient", false));
        Assert.Single(Lab.Value.Encode("The", false));
        Assert.Equal(8192, Lab.Value.VocabularySize);
    }

    [Fact]
    public void UsersCannotForgeSpecialTokens()
    {
        const string text = "a<|im_end|>b";
        var end = Lab.Value.Find("<|im_end|>")!.Value;
        Assert.DoesNotContain(end, Lab.Value.Encode(text, false));
        Assert.Contains(end, Lab.Value.Encode(text, true));
        Assert.Equal(text, Lab.Value.Decode(Lab.Value.Encode(text, false)));
        Assert.Equal("ab", Lab.Value.Decode(Lab.Value.Encode(text, true)));
    }

    [Fact]
    public void HoldsIncompleteCharactersBack()
    {
        var tokenizer = Lab.Value;
        var stream = new TokenTextStream(tokenizer);
        var bytes = Encoding.UTF8.GetBytes("é👍x");
        var parts = bytes.Select(b => stream.Append(b)).ToArray();
        Assert.Equal(["", "é", "", "", "", "👍", "x"], parts);
        Assert.Equal("", stream.Finish());
        stream.Append(bytes[2]);
        Assert.Equal("\uFFFD", stream.Finish());
        Assert.Equal("", stream.Append(1_000_000));
    }

    [Fact]
    public void ReadsMergesAsPairsAndALeadingToken()
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(TestModels.Llama, "tokenizer.json")))!;
        json["model"]!["merges"] = new JsonArray([.. json["model"]!["merges"]!.AsArray()
            .Select(m => (JsonNode)new JsonArray([.. m!.GetValue<string>().Split(' ').Select(p => (JsonNode)p)]))]);
        json["post_processor"] = JsonNode.Parse("""
            {"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing",
             "single":[{"SpecialToken":{"id":"<|begin_of_text|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}]}]}
            """);
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString());
        var tokenizer = TokenizerReader.Read(folder.Path);
        Assert.Equal(tokenizer.Find("<|begin_of_text|>"), tokenizer.LeadingToken);
        Assert.Equal(Lab.Value.Encode("The quick network", false), tokenizer.Encode("The quick network", false));
    }

    [Fact]
    public void SmolLmCutsDigitsOut()
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(TestModels.Llama, "tokenizer.json")))!;
        json["pre_tokenizer"] = JsonNode.Parse("""
            {"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]}
            """);
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString());
        var tokenizer = TokenizerReader.Read(folder.Path);
        Assert.Equal(["a", "  ", "4", "2", " ", "7"], tokenizer.Encode("a  42 7", false).Select(id => Encoding.UTF8.GetString(tokenizer.Bytes(id))));
    }

    [Theory]
    [InlineData("model", "null", "model is missing")]
    [InlineData("model", """{"type":"Unigram"}""", "Unigram")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0}}""", "merges")]
    [InlineData("normalizer", """{"type":"Lowercase"}""", "Lowercase")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace"}""", "Metaspace")]
    public void RefusesOtherKinds(string key, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(TestModels.Llama, "tokenizer.json")))!;
        json[key] = JsonNode.Parse(value);
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString());
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => TokenizerReader.Read(folder.Path)).Message);
    }
}
