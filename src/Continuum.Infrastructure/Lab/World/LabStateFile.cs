using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Continuum.Core.Intents;
using Continuum.Core.Sites;
using Continuum.Infrastructure.SiteFiles;
using Continuum.Infrastructure.Storage;
using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Lab.World;

/// <summary>
/// Keeps the lab's state in one file, replaced as a whole, so that it is always that of one moment. Changes that come
/// while it is being written share the next write.
/// </summary>
internal sealed class LabStateFile(string? path, Func<LabState> capture, ILogger logger)
{
    private readonly Lock gate = new();
    private TaskCompletionSource? next;
    private bool writing;

    /// <summary>The file for a site: another site, or another edition of it, has a file of its own.</summary>
    public static string PathFor(string folder, Site site)
    {
        var print = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SiteWriter.Write(site))))[..12];
        var name = string.Concat(site.Name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40));
        return Path.Combine(folder, $"{name}-{print}.json");
    }

    /// <summary>What was kept; null when nothing was, or when it cannot be read and was moved aside.</summary>
    public static LabState? Load(string? path, ILogger logger)
    {
        if (path is null || !File.Exists(path)) return null;
        string why;
        try
        {
            var state = JsonSerializer.Deserialize<LabState>(File.ReadAllBytes(path), IntentJson.Options);
            if (state?.Format == LabState.CurrentFormat) return state;
            why = $"has format {state?.Format}";
        }
        catch (JsonException e)
        {
            why = $"cannot be read ({e.Message})";
        }

        var aside = path + ".unreadable";
        File.Move(path, aside, overwrite: true);
        LabLog.StateSetAside(logger, path, why, aside);
        return null;
    }

    /// <summary>Ends once a state taken after this call is on disk. A disk that takes nothing is logged: the lab goes on.</summary>
    public Task SaveAsync()
    {
        if (path is null) return Task.CompletedTask;
        lock (gate)
        {
            next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!writing)
            {
                writing = true;
                ThreadPool.UnsafeQueueUserWorkItem(static f => f.Write(), this, preferLocal: false);
            }

            return next.Task;
        }
    }

    private void Write()
    {
        while (true)
        {
            TaskCompletionSource done;
            lock (gate)
            {
                if (next is null)
                {
                    writing = false;
                    return;
                }

                (done, next) = (next, null);
            }

            try
            {
                AtomicFile.Write(path!, JsonSerializer.SerializeToUtf8Bytes(capture(), IntentJson.Options));
            }
            catch (Exception e)
            {
                LabLog.SaveFailed(logger, e, path!);
            }

            done.SetResult();
        }
    }
}
