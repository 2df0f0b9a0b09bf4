using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Bulletin.Telemetry;

namespace Bulletin.Storage;

/// <summary>Measures each storage request, including its retries. Row keys are never recorded.</summary>
internal sealed class StorageTelemetry : HttpPipelinePolicy
{
    /// <summary>The only instance; it has no state.</summary>
    public static StorageTelemetry Policy { get; } = new();

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        BulletinTelemetry.IsOn ? MeasureAsync(message, pipeline) : ProcessNextAsync(message, pipeline);

    private static async ValueTask MeasureAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        string operation = OperationOf(message.Request);
        using Measurement? told = BulletinTelemetry.Begin(BulletinTelemetry.StorageDuration, operation, ActivityKind.Client);
        told?.Tell("db.system.name", "azure.tables");
        told?.Tell("db.operation.name", operation);
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            told?.Fail(failure);
            throw;
        }
        finally
        {
            Tell(told, message, operation);
        }
    }

    private static void Tell(Measurement? told, HttpMessage message, string operation)
    {
        if (message.ProcessingContext.RetryNumber is > 0 and int retries)
        {
            told?.Note("http.request.resend_count", retries);
            BulletinTelemetry.StorageRetries.Add(retries, new KeyValuePair<string, object?>("db.operation.name", operation));
        }

        if (message.HasResponse)
        {
            string status = message.Response.Status.ToString(CultureInfo.InvariantCulture);
            told?.Tell("db.response.status_code", status);
            // 404 is not a failure: the service also reads rows that may not exist.
            if (message.Response.Status is >= 400 and not 404)
            {
                told?.Fail(status);
            }
        }
    }

    // The path of a single row contains its keys, that of a query does not; a transaction is a $batch.
    private static string OperationOf(Request request) => request.Uri.Path switch
    {
        var path when path.EndsWith("$batch", StringComparison.Ordinal) => "transaction",
        var path when path.EndsWith("/Tables", StringComparison.Ordinal) => "create-table",
        _ when request.Method != RequestMethod.Get => "change",
        var path when path.Contains("RowKey=", StringComparison.Ordinal) => "read",
        _ => "query",
    };
}
