using System.Security.Cryptography;
using System.Text;
using Continuum.Infrastructure.Storage;

namespace Dashboard.Api;

/// <summary>What a key was used for.</summary>
public sealed record IdempotentCall(string Id, string TextHash, long IntentId, DateTimeOffset At);

/// <summary>Makes a repeated POST one POST, for a day, also across a restart.</summary>
internal sealed class IdempotencyKeys(DocumentCollection<string, IdempotentCall> calls, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>The intent of the first call with the key; null when that call had another text.</summary>
    public async Task<long?> OnceAsync(string actor, string key, string text, Func<Task<long>> create, CancellationToken cancellationToken)
    {
        var id = Hash($"{actor}\n{key}");
        await gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (calls.Find(id) is { } call && now - call.At < Kept) return call.TextHash == Hash(text) ? call.IntentId : null;
            var intent = await create();
            await calls.UpsertAsync(new IdempotentCall(id, Hash(text), intent, now), cancellationToken);
            return intent;
        }
        finally
        {
            gate.Release();
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
