using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Serving.Pipelines;

namespace Continuum.Serving.Tests.Pipelines;

public class CostModelTests
{
    private static readonly ModelCatalog Models = new();
    private static readonly RooflineCostModel Costs = new(Models);

    [Fact]
    public void Built_in_models_are_known_by_name_and_others_by_their_folder()
    {
        Assert.Equal((12, 256, 8, 4, 768, 8192), Models.Find("lab-llama") is { } m ? (m.Layers, m.Hidden, m.Heads, m.KvHeads, m.Intermediate, m.Vocabulary) : default);
        Assert.True(Models.Find("lab-llama-88m")!.Hidden > 256);
        Assert.Null(Models.Find("lab-llama-99999m"));
        var folder = Directory.CreateTempSubdirectory("model-");
        try
        {
            Assert.Null(new ModelCatalog(folder.FullName).Find("tiny"));
            Directory.CreateDirectory(Path.Combine(folder.FullName, "tiny"));
            File.WriteAllText(Path.Combine(folder.FullName, "tiny", "config.json"), """
                {"architectures":["LlamaForCausalLM"],"hidden_size":64,"num_attention_heads":4,"num_key_value_heads":2,"num_hidden_layers":3,"intermediate_size":128,
                 "vocab_size":1000,"max_position_embeddings":512,"rms_norm_eps":1e-5,"rope_theta":10000,"tie_word_embeddings":true,"hidden_act":"silu"}
                """);
            Assert.Equal(3, new ModelCatalog(folder.FullName).Find("tiny")!.Layers);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_decode_step_reads_every_weight_once_and_waits_for_every_hop()
    {
        var question = Question(latencyMs: 4);
        var here = Costs.Predict(question, Layout("slow", 12))!;
        // 12 layers of 788,992 weights and the output projection of 8,192 x 256, two bytes each, at 20 GB/s, and KV besides.
        var weights = 2.0 * ((12 * ((256 * (512 + 256)) + (3 * 256 * 768) + 512)) + (8192 * 256));
        Assert.InRange(here.TpotMs, weights / 20e9 * 1000, weights / 20e9 * 1000 * 1.2);
        var split = Costs.Predict(question, Layout("slow", 6))!;
        Assert.InRange(split.TpotMs, 8 + (here.TpotMs / 3), 8 + here.TpotMs);
        Assert.Contains(here.Assumptions, a => a.Contains("512 tokens in", StringComparison.Ordinal));
    }

    [Fact]
    public void The_current_layout_leads_where_it_is_legal_and_the_least_change_where_it_is_not()
    {
        var search = new PipelineSearch(Costs, Models);
        Assert.Equal(Layout("slow", 6), search.Search(Question(4))[0].Layout);
        var off = search.Search(Question(4) with { MayHoldStage = n => n.Name == "fast" })[0].Layout;
        Assert.Equal(new PipelineLayout("s", "slow", [new Stage("fast", new LayerRange(0, 11))]), off);
        Assert.Empty(search.Search(Question(4) with { MayHoldHead = _ => false }));
        Assert.All(search.Search(Question(4) with { Path = (a, b) => a == b ? new TransferPath(0, double.PositiveInfinity) : null }), c => Assert.Single(c.Layout.Nodes));
    }

    private static PipelineLayout Layout(string first, int cut) =>
        new("s", "slow", cut == 12 ? [new Stage(first, new LayerRange(0, 11))] : [new Stage("slow", new LayerRange(0, cut - 1)), new Stage("fast", new LayerRange(cut, 11))]);

    private static PipelineQuestion Question(double latencyMs)
    {
        var layout = Layout("slow", 6);
        return new PipelineQuestion
        {
            Site = new Site
            {
                Name = "two",
                Nodes =
                [
                    new Node { Name = "slow", Tier = Tier.Edge, Capacity = new Capacity(4, 16) },
                    new Node { Name = "fast", Tier = Tier.Cloud, Capacity = new Capacity(4, 16), Gpus = [new Gpu("A100-80GB", 1, 80, 312, 2039)] },
                ],
            },
            Service = new Service { Name = "s", Model = "lab-llama", Head = layout.Head, Stages = layout.Stages },
            MayHoldHead = _ => true,
            MayHoldStage = _ => true,
            Path = (a, b) => a == b ? new TransferPath(0, double.PositiveInfinity) : new TransferPath(latencyMs, 1000),
        };
    }
}
