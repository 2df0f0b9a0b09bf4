using System.Net;
using System.Net.Sockets;

namespace Bulletin.Conversion.Downloads;

/// <summary>Tells addresses of the public internet from those of a machine, a network, or a cloud's own services.</summary>
internal static class PublicAddress
{
    // IANA's registries of special-purpose addresses, multicast, and the address at which Azure's machines reach their platform.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3",
            // Teredo and other protocols, documentation, and 6to4, in which an IPv4 address is hidden.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    // All public addresses of IPv6 so far. Outside are loopback, private, link-local and multicast ones, and those of NAT64.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Returns true if an address belongs to the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || Global.Contains(plain))
            && !NotPublic.Any(network => network.Contains(plain));
    }
}
