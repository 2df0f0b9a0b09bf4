using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Bulletin.Telemetry;

namespace Bulletin.Storage;

/// <summary>Measures each storage request, including its retries. Row keys and names of blobs are never recorded.</summary>
internal sealed class StorageTelemetry : HttpPipelinePolicy
{
    private readonly string system;
    private readonly Func<Request, string> operationOf;

    private StorageTelemetry(string system, Func<Request, string> operationOf)
    {
        this.system = system;
        this.operationOf = operationOf;
    }

    /// <summary>Measures requests to tables; it has no state.</summary>
    public static StorageTelemetry Tables { get; } = new("azure.tables", TableOperationOf);

    /// <summary>Measures requests to blobs; it has no state.</summary>
    public static StorageTelemetry Blobs { get; } = new("azure.blobs", BlobOperationOf);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        BulletinTelemetry.IsOn ? MeasureAsync(message, pipeline) : ProcessNextAsync(message, pipeline);

    private async ValueTask MeasureAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        string operation = operationOf(message.Request);
        using Measurement? told = BulletinTelemetry.Begin(BulletinTelemetry.StorageDuration, operation, ActivityKind.Client);
        told?.Tell("db.system.name", system);
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

    private void Tell(Measurement? told, HttpMessage message, string operation)
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
            // 404 is not a failure: the service also reads rows that may not exist. Neither is a blob that is there already.
            if (message.Response.Status is >= 400 and not 404 && !(this == Blobs && message.Response.Status == 409))
            {
                told?.Fail(status);
            }
        }
    }

    // The path of a single row contains its keys, that of a query does not; a transaction is a $batch.
    private static string TableOperationOf(Request request) => request.Uri.Path switch
    {
        var path when path.EndsWith("$batch", StringComparison.Ordinal) => "transaction",
        var path when path.EndsWith("/Tables", StringComparison.Ordinal) => "create-table",
        _ when request.Method != RequestMethod.Get => "change",
        var path when path.Contains("RowKey=", StringComparison.Ordinal) => "read",
        _ => "query",
    };

    private static string BlobOperationOf(Request request) => request.Uri.Query switch
    {
        var query when query.Contains("comp=list", StringComparison.Ordinal) => "list-blobs",
        var query when query.Contains("comp=userdelegationkey", StringComparison.Ordinal) => "get-signing-key",
        var query when query.Contains("restype=container", StringComparison.Ordinal) => "create-container",
        _ when request.Method == RequestMethod.Get => "read-blob",
        _ when request.Method == RequestMethod.Head => "look-up-blob",
        _ when request.Method == RequestMethod.Delete => "delete-blob",
        _ => "write-blob",
    };
}
