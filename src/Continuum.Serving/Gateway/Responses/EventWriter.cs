using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway.Responses;

/// <summary>
/// Server-sent events: <c>id: 17\ndata: {…}\n\n</c>. The id is the index of the last token in the event, which is what a
/// client names to resume.
/// </summary>
internal sealed class EventWriter : IDisposable
{
    private readonly HttpContext context;
    private readonly TimeSpan timeout;
    private readonly PipeWriter body;
    private readonly Utf8JsonWriter json;

    public EventWriter(HttpContext context, TimeSpan timeout)
    {
        (this.context, this.timeout) = (context, timeout);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        // Or nginx collects the whole answer before it passes it on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        body = context.Response.BodyWriter;
        json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Writes an event.</summary>
    public void Write(int? id, Action<Utf8JsonWriter> data)
    {
        if (id is { } index) Raw($"id: {index}\n");
        Raw("data: ");
        json.Reset(body);
        data(json);
        json.Flush();
        Raw("\n\n");
    }

    public void Done() => Raw("data: [DONE]\n\n");

    /// <summary>Hands what was written to the connection.</summary>
    /// <exception cref="OperationCanceledException">The client went away, or left what was written unread for too long.</exception>
    public ValueTask FlushAsync()
    {
        var flush = body.FlushAsync(context.RequestAborted);
        if (!flush.IsCompletedSuccessfully) return SlowlyAsync(flush.AsTask());
        _ = flush.Result;
        return ValueTask.CompletedTask;
    }

    public void Dispose() => json.Dispose();

    private async ValueTask SlowlyAsync(Task flush)
    {
        try
        {
            await flush.WaitAsync(timeout, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            context.Abort();
            throw new OperationCanceledException($"The client read nothing for {timeout.TotalSeconds:0} s.");
        }
    }

    private void Raw(string text) => Encoding.UTF8.GetBytes(text, body);
}
