using System.CommandLine;
using System.CommandLine.Invocation;
using Bulletin.Conversion;
using Bulletin.Host;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Storage;

// An error that an operator can fix is one line on standard error and exit code 1, never a stack trace.
try
{
    var line = CommandLine.Split(args);
    ParseResult parsed = Commands.Create(line.Settings).Parse(line.Words);
    if (parsed.Action is ParseErrorAction && CommandLine.WrongIn(parsed) is { } wrong)
    {
        throw new ServerException(wrong);
    }

    // The server handles Ctrl+C and SIGTERM itself, without a time limit.
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    });
}
catch (Exception failure)
    when (failure is SettingsException or UnavailableException or ServerException or ConversionException or ProblemException)
{
    string hint = failure is StorageUnavailableException
        ? " Is it running (locally: the service, or Azurite), and is BulletinStorage right?"
        : string.Empty;
    await Console.Error.WriteLineAsync(failure.Message + hint);
    return 1;
}
