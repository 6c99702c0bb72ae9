using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>The gateway as the planner would use it.</summary>
public class SemanticKernelTests
{
    [Fact]
    public async Task A_kernel_chats_whole_and_as_a_stream()
    {
        await using var rig = await GatewayRig.StartAsync();
        var kernel = Kernel.CreateBuilder().AddOpenAIChatCompletion(GatewayRig.Model, new Uri(rig.Address, "v1"), "none").Build();
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        var history = new ChatHistory("You plan.");
        history.AddUserMessage("Where may patient notes stay?");
        var settings = new OpenAIPromptExecutionSettings { MaxTokens = 20, Temperature = 0 };

        var whole = await chat.GetChatMessageContentAsync(history, settings, kernel);
        var streamed = "";
        await foreach (var part in chat.GetStreamingChatMessageContentsAsync(history, settings, kernel)) streamed += part.Content;

        Assert.NotEmpty(whole.Content!);
        Assert.Equal(whole.Content, streamed);
        history.AddAssistantMessage(streamed);
        history.AddUserMessage("And after that?");
        Assert.NotEqual(whole.Content, (await chat.GetChatMessageContentAsync(history, settings, kernel)).Content);
    }
}
