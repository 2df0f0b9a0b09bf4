namespace Bulletin.LocalRun.Emulator;

/// <summary>
/// Thrown if the local storage cannot be found, installed or started. <see cref="Exception.Message"/> is written for
/// the user: its first line states the problem and the solution; the last lines of a program's output may follow. Show
/// it without the stack trace.
/// </summary>
public sealed class LocalStorageException : Exception
{
    /// <summary>Creates the exception with a message for the user.</summary>
    /// <param name="message">One clear line; the output of a program may follow on further lines.</param>
    public LocalStorageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for the user and its cause.</summary>
    /// <param name="message">One clear line; the output of a program may follow on further lines.</param>
    /// <param name="innerException">The cause, for a debugger.</param>
    public LocalStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
