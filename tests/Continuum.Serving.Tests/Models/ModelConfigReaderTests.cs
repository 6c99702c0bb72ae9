using System.Text.Json.Nodes;
using Continuum.Serving.Models;

namespace Continuum.Serving.Tests.Models;

public class ModelConfigReaderTests
{
    private static JsonObject Llama() => JsonNode.Parse("""
        {"architectures":["LlamaForCausalLM"],"hidden_size":2048,"intermediate_size":5632,"num_hidden_layers":22,
         "num_attention_heads":32,"num_key_value_heads":4,"vocab_size":32000,"max_position_embeddings":2048,
         "rms_norm_eps":1e-5,"rope_theta":10000.0,"rope_scaling":null,"bos_token_id":1,"eos_token_id":2,"hidden_act":"silu"}
        """)!.AsObject();

    private static JsonObject With(params (string Key, string? Json)[] changes)
    {
        var json = Llama();
        foreach (var (key, value) in changes)
        {
            json.Remove(key);
            if (value is not null) json[key] = JsonNode.Parse(value);
        }
        return json;
    }

    private static ModelConfig Parse(JsonObject json) => ModelConfigReader.Parse(json.ToJsonString(), "config.json");

    [Fact]
    public void TinyLlama()
    {
        var config = Parse(Llama());
        Assert.Equal(64, config.HeadSize);
        Assert.Equal(256, config.KvSize);
        Assert.False(config.TiedEmbeddings || config.QkvBias || config.QkNorm);
        Assert.Equal([2], config.EosTokens);
        Assert.Equal(1_100_048_384, config.ParameterCount);
    }

    [Fact]
    public void Llama3ScalesItsFrequencies()
    {
        var config = Parse(With(
            ("rope_theta", "500000.0"), ("eos_token_id", "[128001, 128008, 128009]"),
            ("rope_scaling", """{"factor":32.0,"low_freq_factor":1.0,"high_freq_factor":4.0,"original_max_position_embeddings":8192,"rope_type":"llama3"}""")));
        Assert.Equal(new RopeScaling.Llama3(32, 1, 4, 8192), config.RopeScaling);
        Assert.Equal([128001, 128008, 128009], config.EosTokens);
    }

    [Fact]
    public void RopeParametersOfNewerFiles()
    {
        var config = Parse(With(("rope_theta", null), ("rope_parameters", """{"rope_type":"default","rope_theta":1000000.0}""")));
        Assert.Equal(1_000_000, config.RopeTheta);
        Assert.Null(config.RopeScaling);
    }

    [Fact]
    public void Qwen2HasBiasesAndQwen3HasNorms()
    {
        var qwen2 = Parse(With(("architectures", """["Qwen2ForCausalLM"]"""), ("tie_word_embeddings", "true"), ("sliding_window", "1024"), ("use_sliding_window", "false")));
        Assert.True(qwen2.QkvBias && qwen2.TiedEmbeddings && !qwen2.OutputBias);
        Assert.Equal(2048, qwen2.ContextLength);
        var qwen3 = Parse(With(("architectures", """["Qwen3ForCausalLM"]"""), ("head_dim", "128")));
        Assert.True(qwen3.QkNorm);
        Assert.Equal(128, qwen3.HeadSize);
        Assert.Equal(4096, qwen3.QuerySize);
    }

    [Fact]
    public void MistralServesInsideItsWindow() => Assert.Equal(1024,
        Parse(With(("architectures", """["MistralForCausalLM"]"""), ("sliding_window", "1024"))).ContextLength);

    [Theory]
    [InlineData("architectures", """["GPT2LMHeadModel"]""", "GPT2LMHeadModel")]
    [InlineData("architectures", null, "LlamaForCausalLM")]
    [InlineData("hidden_size", null, "hidden_size is missing")]
    [InlineData("hidden_size", "\"big\"", "whole number")]
    [InlineData("hidden_size", "-4", "positive")]
    [InlineData("hidden_act", "\"gelu\"", "silu was expected")]
    [InlineData("num_key_value_heads", "5", "does not divide")]
    [InlineData("num_attention_heads", "30", "not a multiple")]
    [InlineData("head_dim", "63", "even")]
    [InlineData("rope_scaling", """{"rope_type":"yarn","factor":4.0}""", "yarn")]
    [InlineData("rope_scaling", """{"rope_type":"llama3"}""", "factor")]
    [InlineData("mlp_bias", "true", "mlp_bias")]
    [InlineData("quantization_config", """{"bits":4}""", "unquantised")]
    public void RefusesSayingWhatWasFound(string key, string? value, string expected)
    {
        var error = Assert.Throws<ModelFormatException>(() => Parse(With((key, value))));
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"architectures\":")]
    public void RefusesWhatIsNoObject(string text) =>
        Assert.Throws<ModelFormatException>(() => ModelConfigReader.Parse(text, "config.json"));
}
