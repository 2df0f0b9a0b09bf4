using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Access;

/// <summary>The address of a client, reduced to what is needed so that it does not identify a person.</summary>
internal static class ClientAddress
{
    // The smallest network assigned to a customer with IPv6: a client with one address in it can use all of them.
    private const int WholeIPv6 = 64;

    private const int ShownIPv4 = 24;
    private const int ShownIPv6 = 48;

    /// <summary>
    /// Returns the unit of rate limiting: an IPv4 address, or the /64 of an IPv6 address; empty if the address is
    /// unknown.
    /// </summary>
    public static string Counted(HttpContext context) => Of(context) switch
    {
        null => string.Empty,
        { AddressFamily: AddressFamily.InterNetwork } address => address.ToString(),
        var address => NetworkOf(address, WholeIPv6),
    };

    /// <summary>
    /// Returns the network for the audit log: the /24 of an IPv4 address, the /48 of an IPv6 address; null if the
    /// address is unknown.
    /// </summary>
    public static string? Shown(HttpContext context) => Of(context) switch
    {
        null => null,
        var address => NetworkOf(address, address.AddressFamily == AddressFamily.InterNetwork ? ShownIPv4 : ShownIPv6),
    };

    /// <summary>
    /// Returns true if the request was sent on this machine: from a loopback address, and not by a proxy that names a
    /// client. The Functions host in front of a custom handler does not name the client, so its requests are recognised
    /// by their invocation id.
    /// </summary>
    public static bool IsThisMachine(HttpContext context) =>
        Of(context) is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("X-Azure-Functions-InvocationId");

    /// <summary>Returns true if the client's own address is in one of these networks.</summary>
    public static bool IsWithin(HttpContext context, IEnumerable<System.Net.IPNetwork> networks) =>
        Of(context) is { } address && networks.Any(network => network.Contains(address));

    private static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    private static string NetworkOf(IPAddress address, int prefix)
    {
        // The bytes exclude the zone, which is not part of the network.
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(prefix / 8).Clear();
        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
