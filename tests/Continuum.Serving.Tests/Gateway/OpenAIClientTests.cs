using System.ClientModel;
using OpenAI.Chat;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>What the official client sees.</summary>
public class OpenAIClientTests
{
    private static readonly ChatMessage[] Question = [new SystemChatMessage("Answer briefly."), new UserChatMessage("Who is on call tonight?")];

    [Fact]
    public async Task A_chat_is_answered_whole_and_as_a_stream_with_the_same_words()
    {
        await using var rig = await GatewayRig.StartAsync();
        var client = rig.Client().GetChatClient(GatewayRig.Model);
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 24, Temperature = 0 };
        ChatCompletion whole = await client.CompleteChatAsync(Question, options);
        var (text, finish, usage) = await StreamAsync(client, options);

        Assert.NotEmpty(whole.Content[0].Text);
        Assert.Equal(ChatMessageRole.Assistant, whole.Role);
        Assert.Equal(whole.Content[0].Text, text);
        Assert.Equal(ChatFinishReason.Length, whole.FinishReason);
        Assert.Equal(ChatFinishReason.Length, finish);
        Assert.Equal(24, whole.Usage.OutputTokenCount);
        Assert.True(whole.Usage.InputTokenCount > 10);
        Assert.Equal(whole.Usage.InputTokenCount + 24, whole.Usage.TotalTokenCount);
        // The client asks for usage with every stream.
        Assert.Equal((whole.Usage.InputTokenCount, 24), (usage!.InputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task A_seed_repeats_an_answer_and_another_changes_it()
    {
        await using var rig = await GatewayRig.StartAsync();
        var client = rig.Client().GetChatClient(GatewayRig.Model);
        async Task<string> Ask(long? seed)
        {
#pragma warning disable OPENAI001
            ChatCompletion answer = await client.CompleteChatAsync(Question, new ChatCompletionOptions { MaxOutputTokenCount = 16, Temperature = 1, TopP = 0.9f, Seed = seed });
#pragma warning restore OPENAI001
            return answer.Content[0].Text;
        }

        var first = await Ask(7);
        Assert.Equal(first, await Ask(7));
        Assert.NotEqual(first, await Ask(8));
        Assert.NotEqual(await Ask(null), await Ask(null));
    }

    [Fact]
    public async Task A_stop_string_ends_the_answer_before_it()
    {
        await using var rig = await GatewayRig.StartAsync();
        var client = rig.Client().GetChatClient(GatewayRig.Model);
        ChatCompletion whole = await client.CompleteChatAsync(Question, new ChatCompletionOptions { MaxOutputTokenCount = 40, Temperature = 0 });
        var text = whole.Content[0].Text;
        // From the middle of a word on, so that it spans tokens.
        var stop = text.Substring(text.Length / 2, 9);
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 40, Temperature = 0, StopSequences = { stop, "never to be found" } };
        ChatCompletion stopped = await client.CompleteChatAsync(Question, options);
        var (streamed, finish, usage) = await StreamAsync(client, options);

        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], stopped.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
        Assert.Equal(stopped.Content[0].Text, streamed);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.InRange(usage!.OutputTokenCount, 1, 39);
    }

    [Fact]
    public async Task A_cancelled_stream_frees_its_blocks_at_once()
    {
        await using var rig = await GatewayRig.StartAsync();
        var client = rig.Client().GetChatClient(GatewayRig.Model);
        using var cancel = new CancellationTokenSource();
        var chunks = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.CompleteChatStreamingAsync(Question, new ChatCompletionOptions { MaxOutputTokenCount = 400 }, cancel.Token))
                if (++chunks == 3) await cancel.CancelAsync();
        });
        await rig.IdleAsync();
        Assert.True(rig.Pool.IsWhole);
    }

    [Fact]
    public async Task Errors_reach_the_client_as_such()
    {
        await using var rig = await GatewayRig.StartAsync();
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => rig.Client().GetChatClient("gpt-nothing").CompleteChatAsync(Question));
        Assert.Equal(404, unknown.Status);
        Assert.Contains("gpt-nothing", unknown.Message);
        Assert.Contains("model_not_found", unknown.Message);
        var client = rig.Client().GetChatClient(GatewayRig.Model);
        var tooLong = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(new UserChatMessage(string.Join(' ', Enumerable.Repeat("patient", 600)))));
        Assert.Equal(400, tooLong.Status);
        Assert.Contains("context_length_exceeded", tooLong.Message);
        var models = await rig.Client().GetOpenAIModelClient().GetModelsAsync();
        Assert.Equal(GatewayRig.Model, Assert.Single(models.Value).Id);
    }

    private static async Task<(string Text, ChatFinishReason? Finish, ChatTokenUsage? Usage)> StreamAsync(ChatClient client, ChatCompletionOptions options)
    {
        var (text, finish, usage) = ("", (ChatFinishReason?)null, (ChatTokenUsage?)null);
        await foreach (var update in client.CompleteChatStreamingAsync(Question, options))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish ??= update.FinishReason;
            usage ??= update.Usage;
        }
        return (text, finish, usage);
    }
}
