using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Bulletin.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Bulletin.Functions;

/// <summary>
/// Exports spans and metrics to Azure Monitor, by OTLP, or to both. Off, with nothing of it started, unless the setting
/// <c>AzureFunctionsJobHost__telemetryMode</c> is <c>OpenTelemetry</c>, with which the Functions host exports its own part, too.
/// </summary>
internal static class WorkerTelemetry
{
    private const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Adds what the settings ask for.</summary>
    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        bool isOtlp = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        bool isAzureMonitor = !string.IsNullOrWhiteSpace(configuration[AzureMonitor]);
        if (configuration["AzureFunctionsJobHost:telemetryMode"] != "OpenTelemetry" || (!isOtlp && !isAzureMonitor))
        {
            return;
        }

        IOpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource(BulletinTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(BulletinTelemetry.Name));
        if (isOtlp)
        {
            // Not UseOtlpExporter, which exports the log, too.
            telemetry
                .WithTracing(tracing => tracing.AddOtlpExporter())
                .WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (isAzureMonitor)
        {
            telemetry
                .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(exporter => Set(exporter, configuration)))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(exporter => Set(exporter, configuration)));
        }
    }

    // Local authentication may be off: then the identity that has the right to storage has the one to telemetry.
    private static void Set(AzureMonitorExporterOptions exporter, IConfiguration configuration)
    {
        exporter.ConnectionString = configuration[AzureMonitor];
        exporter.EnableLiveMetrics = false;
        if (configuration["BulletinStorage:clientId"] is { Length: > 0 } client)
        {
            exporter.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client));
        }
    }
}
