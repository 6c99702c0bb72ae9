namespace Continuum.Knowledge.Model.Wire;

/// <summary>What talking to an endpoint cost. It flows with the call, through libraries that know nothing of it.</summary>
internal sealed class WireMeter
{
    private static readonly AsyncLocal<WireMeter?> Ambient = new();

    public static WireMeter? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Requests sent, repeated ones included.</summary>
    public int Requests { get; private set; }

    /// <summary>Tokens in.</summary>
    public int Input { get; private set; }

    /// <summary>Tokens out.</summary>
    public int Output { get; private set; }

    /// <summary>Time between sending requests and having their replies.</summary>
    public TimeSpan Waiting { get; private set; }

    /// <summary>Lines for the chat.</summary>
    public IProgress<string>? Progress { get; init; }

    public void Sent(TimeSpan waited)
    {
        Requests++;
        Waiting += waited;
    }

    // An endpoint may say anything; a count never runs backwards or over.
    public void Used(long input, long output)
    {
        Input = (int)Math.Min(int.MaxValue / 4, Input + Math.Clamp(input, 0, int.MaxValue / 8));
        Output = (int)Math.Min(int.MaxValue / 4, Output + Math.Clamp(output, 0, int.MaxValue / 8));
    }
}
