using System.Globalization;

namespace Continuum.Infrastructure.Storage;

/// <summary>The folder that holds everything a console keeps. One console at a time: the lock dies with its process.</summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "console.lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Path of a folder in the folder, created for its owner only when missing.</summary>
    public string Folder(string name)
    {
        var path = File(name);
        Create(path);
        return path;
    }

    /// <summary>
    /// The folder meant: the option, else CONTINUUM_DATA, else $XDG_DATA_HOME/continuum, else ~/.local/share/continuum.
    /// Nothing is created.
    /// </summary>
    /// <exception cref="StorageException">No home folder is known.</exception>
    public static string Resolve(string? option, Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        foreach (var stated in new[] { option, variable("CONTINUUM_DATA") })
        {
            if (!string.IsNullOrWhiteSpace(stated)) return System.IO.Path.GetFullPath(stated);
        }

        // The XDG specification: a relative path there is to be ignored.
        if (variable("XDG_DATA_HOME") is { Length: > 0 } share && System.IO.Path.IsPathRooted(share)) return System.IO.Path.Combine(share, "continuum");
        if (variable("HOME") is not { Length: > 0 } home) home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0
            ? System.IO.Path.Combine(home, ".local", "share", "continuum")
            : throw new StorageException("No home folder is known, so there is no place for the console's data. State one with --data DIR or CONTINUUM_DATA.");
    }

    /// <summary>Creates the folder if needed, makes it the owner's alone, and locks it.</summary>
    /// <exception cref="StorageException">It cannot be created or made private, or another console uses it.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Create(path);
            MakePrivate(path);
            return new DataFolder(path, Lock(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data folder {path} cannot be used: {e.Message} Choose another with --data DIR or CONTINUUM_DATA.", e);
        }
    }

    /// <summary>Gives the folder free for another console.</summary>
    public void Dispose()
    {
        // The file stays: removing it would let two consoles lock two files of the same name.
        if (held.CanWrite) held.SetLength(0);
        held.Dispose();
    }

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        FileStream stream;
        try
        {
            stream = AtomicFile.OpenOwnerOnly(file, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (System.IO.File.Exists(file))
        {
            var pid = Native.ReadLocked(file).Trim();
            throw new StorageException(
                $"Another console uses the data folder {path}{(pid.Length > 0 ? $" (process {pid})" : "")}. Stop it, or start this one with --data DIR on a folder of its own.", e);
        }

        try
        {
            stream.SetLength(0);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            stream.Flush();
        }
        catch (IOException)
        {
            // A full disk: the lock holds without the number inside, and the console can still be read.
        }

        return stream;
    }

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly);
    }

    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        if ((System.IO.File.GetUnixFileMode(path) & ~OwnerOnly) == 0) return;
        // Someone who types --data /tmp must not find /tmp closed to everybody else.
        var ours = System.IO.File.Exists(System.IO.Path.Combine(path, LockName)) || !Directory.EnumerateFileSystemEntries(path).Any();
        if (!ours)
        {
            throw new StorageException(
                $"The folder {path} is open to other users and holds other files. Choose an empty or new folder with --data DIR, or close it first: chmod 700 {path}");
        }

        System.IO.File.SetUnixFileMode(path, OwnerOnly);
    }
}
