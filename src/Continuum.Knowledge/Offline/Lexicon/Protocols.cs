using System.Globalization;
using Continuum.Core.Policies;

namespace Continuum.Knowledge.Offline.Lexicon;

/// <summary>Protocols by name, with their registered ports.</summary>
internal static class Protocols
{
    /// <summary>Name to class of packets.</summary>
    public static readonly PhraseIndex<TrafficClass> Index = Load();

    private static PhraseIndex<TrafficClass> Load()
    {
        var index = new PhraseIndex<TrafficClass>();
        foreach (var line in Embedded.Lines("protocols.txt"))
        {
            var fields = line.Split('|');
            var protocol = fields[1] switch { "tcp" => IpProtocol.Tcp, "udp" => IpProtocol.Udp, _ => IpProtocol.Icmp };
            if (fields[0].StartsWith("icmp", StringComparison.Ordinal)) protocol = IpProtocol.Icmp;
            int? port = fields[2].Length == 0 ? null : int.Parse(fields[2], CultureInfo.InvariantCulture);
            foreach (var name in fields[0].Split(',')) index.Add(name, new TrafficClass(protocol, port));
        }

        return index;
    }
}
