using Bulletin;
using Bulletin.Functions;
using Bulletin.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// An error that an operator can fix is one line on standard error and exit code 1, never a stack trace.
try
{
    FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.UseMiddleware<ClientAddressMiddleware>();
    // The Functions host already logs every request.
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    // A line for every wrong key would let anyone fill the log.
    builder.Logging.AddFilter("Bulletin.Access", LogLevel.Warning);
    builder.Services.Configure<KestrelServerOptions>(kestrel =>
    {
        kestrel.AddServerHeader = false;
        // The pipeline has its own limits, which return 413, and the Functions host in front has a limit of 100 MB.
        kestrel.Limits.MaxRequestBodySize = null;
    });
    // Core Tools set AZURE_FUNCTIONS_ENVIRONMENT=Development; on Azure it is not set, which means Production.
    var settings = BulletinSettings.Read(builder.Configuration, builder.Environment.IsDevelopment());
    builder.Services.AddBulletin(settings);
    WorkerTelemetry.AddTo(builder.Services, builder.Configuration, settings);
    builder.Services.AddSingleton<Pipeline>();
    IHost host = builder.Build();
    _ = host.Services.WarmUpAsync();
    await host.RunAsync();
    return 0;
}
catch (SettingsException wrong)
{
    // The Functions host logs a line of standard error as an error if it contains the word "fail" or "error".
    await Console.Error.WriteLineAsync($"Bulletin failed to start: {wrong.Message}");
    return 1;
}
