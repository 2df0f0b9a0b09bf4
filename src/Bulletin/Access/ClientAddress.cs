using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Access;

/// <summary>The address of a client, as far as it is of use: who it is stays open.</summary>
internal static class ClientAddress
{
    // A network that gets IPv6 gets at least this much of it: whoever has one address of it has them all.
    private const int WholeIPv6 = 64;

    private const int ShownIPv4 = 24;
    private const int ShownIPv6 = 48;

    /// <summary>What is counted together: an IPv4 address, or the /64 of an IPv6 address; empty when the server does not know it.</summary>
    public static string Counted(HttpContext context) => Of(context) switch
    {
        null => string.Empty,
        { AddressFamily: AddressFamily.InterNetwork } address => address.ToString(),
        var address => NetworkOf(address, WholeIPv6),
    };

    /// <summary>What the audit log keeps: the /24 of an IPv4 address, the /48 of an IPv6 address; null when the server does not know it.</summary>
    public static string? Shown(HttpContext context) => Of(context) switch
    {
        null => null,
        var address => NetworkOf(address, address.AddressFamily == AddressFamily.InterNetwork ? ShownIPv4 : ShownIPv6),
    };

    /// <summary>
    /// True if the request was sent on this machine: from a loopback address, and not by a proxy that says it forwards for somebody. The
    /// Functions host in front of a custom handler does not say for whom.
    /// </summary>
    public static bool IsThisMachine(HttpContext context) =>
        Of(context) is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("X-Azure-Functions-InvocationId");

    /// <summary>Whether the client itself has an address in one of these networks.</summary>
    public static bool IsWithin(HttpContext context, IEnumerable<System.Net.IPNetwork> networks) =>
        Of(context) is { } address && networks.Any(network => network.Contains(address));

    private static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    private static string NetworkOf(IPAddress address, int prefix)
    {
        // Without its zone, which is no part of the network.
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(prefix / 8).Clear();
        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
