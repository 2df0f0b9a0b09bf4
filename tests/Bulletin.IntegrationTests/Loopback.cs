using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Bulletin.IntegrationTests;

/// <summary>Servers of the tests.</summary>
internal static class Loopback
{
    /// <summary>Returns the builder of a server that listens on a free port of 127.0.0.1 and logs nothing.</summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }
}
