using System.Globalization;
using System.Text;
using Continuum.Core.Policies;
using Continuum.Knowledge.Model.Drafts;
using Continuum.Knowledge.Model.Wire;
using Continuum.Knowledge.Planning;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;

namespace Continuum.Knowledge.Model;

/// <summary>Talks to one endpoint about one text: asks, and sends faulty answers back with their errors.</summary>
internal sealed class ModelTalk : IDisposable
{
    private readonly ModelEndpoint endpoint;
    private readonly PlannerSettings settings;
    private readonly HttpClient client;
    private readonly OpenAIChatCompletionService service;

    public ModelTalk(ModelEndpoint endpoint, PlannerSettings settings, TimeProvider time, HttpMessageHandler? inner)
    {
        (this.endpoint, this.settings) = (endpoint, settings);
        // No redirects: the key goes to the address that was configured and nowhere else.
        var handler = inner ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        client = new HttpClient(new WireHandler(endpoint, settings, new Capabilities(Address.IsOpenAI(endpoint.Address), settings.Stream), time, handler)) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning disable SKEXP0010 // Addresses other than OpenAI's are what this is for.
        service = new OpenAIChatCompletionService(endpoint.Model, endpoint.Address, apiKey: "unused", httpClient: client);
#pragma warning restore SKEXP0010
    }

    public ModelEndpoint Endpoint => endpoint;

    public void Dispose() => client.Dispose();

    /// <summary>A draft without errors.</summary>
    /// <exception cref="WireFault">The endpoint gave none.</exception>
    public async Task<Draft> AskAsync(PlanningRequest request, WireMeter meter, CancellationToken cancellationToken)
    {
        var history = new ChatHistory(ModelData.Read("instructions.txt"));
        history.AddUserMessage(Material(request));
        var options = new OpenAIPromptExecutionSettings
        {
            Temperature = 0,
            MaxTokens = settings.ReplyTokens,
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat(DraftSchema.Name, BinaryData.FromString(DraftSchema.Json), jsonSchemaIsStrict: true),
        };
        for (var repair = 0; ; repair++)
        {
            var next = Tokens.Estimate(history.Sum(m => Encoding.UTF8.GetByteCount(m.Content ?? "")) + DraftSchema.Json.Length) + settings.ReplyTokens;
            if (meter.Input + meter.Output + next > settings.TokenBudget)
                throw new WireFault(string.Create(CultureInfo.InvariantCulture, $"the budget of {settings.TokenBudget} tokens is spent (Planner:TokenBudget)"));
            var reply = await ReplyAsync(history, options, meter, cancellationToken).ConfigureAwait(false);
            var draft = DraftReader.Read(reply, name => name);
            IReadOnlyList<string> errors = draft.Policy is { } policy ? DraftCheck.Of(policy, request.Site) : draft.Errors;
            if (errors.Count == 0) return draft;
            if (repair == PlannerSettings.Repairs) throw new WireFault($"after {PlannerSettings.Repairs} corrections its answer still has errors: {Plain.Short(errors[0], 160)}");
            meter.Progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Model} answered with errors; sent back ({repair + 1} of {PlannerSettings.Repairs})."));
            history.AddAssistantMessage(Plain.Short(reply, 4000));
            history.AddUserMessage("The answer has errors. Correct them, or answer kind clarify, as one JSON object:\n" + string.Join('\n', errors));
        }
    }

    private async Task<string> ReplyAsync(ChatHistory history, OpenAIPromptExecutionSettings options, WireMeter meter, CancellationToken cancellationToken)
    {
        WireMeter.Current = meter;
        try
        {
            var replies = await service.GetChatMessageContentsAsync(history, options, kernel: null, cancellationToken).ConfigureAwait(false);
            return replies.Count > 0 ? replies[0].Content ?? "" : "";
        }
        catch (Exception e) when (e is not (OperationCanceledException or WireFault))
        {
            throw new WireFault("its answer cannot be used: " + Plain.Short(e.Message, 120), e);
        }
        finally
        {
            WireMeter.Current = null;
        }
    }

    // The closing mark cannot be written inside, so that data stays data.
    private static string Material(PlanningRequest request)
    {
        var text = new StringBuilder("<data>\n<site>\n").Append(Data(SiteView.Of(request.Site, string.Join('\n', request.Turns.Select(t => t.Text).Append(request.Text)), request.Now))).Append("</site>\n");
        foreach (var turn in request.Turns.TakeLast(8)) text.Append(CultureInfo.InvariantCulture, $"<earlier by=\"{turn.Speaker}\">{Data(turn.Text)}</earlier>\n");
        return text.Append("<text>").Append(Data(request.Text)).Append("</text>\n</data>").ToString();
    }

    private static string Data(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal);
}
