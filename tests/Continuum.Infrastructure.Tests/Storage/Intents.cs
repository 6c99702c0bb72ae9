using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;

namespace Continuum.Infrastructure.Tests.Storage;

internal static class Intents
{
    public static IntentRecord New(long id, string text = "keep it here") =>
        new() { Id = id, Text = text, Author = "ada", State = IntentState.Received, CreatedAt = DateTimeOffset.UnixEpoch };
}
