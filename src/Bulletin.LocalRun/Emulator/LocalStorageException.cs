namespace Bulletin.LocalRun.Emulator;

/// <summary>
/// The local storage could not be found, installed or started. <see cref="Exception.Message"/> is written for the person
/// at the keyboard: its first line says what is wrong and what to do; the last lines of a program's output may follow.
/// Show it without the stack trace.
/// </summary>
public sealed class LocalStorageException : Exception
{
    /// <summary>Makes the exception with a message for a person.</summary>
    /// <param name="message">One clear line; the output of a program may follow on further lines.</param>
    public LocalStorageException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message for a person and what caused it.</summary>
    /// <param name="message">One clear line; the output of a program may follow on further lines.</param>
    /// <param name="innerException">The cause, for a debugger.</param>
    public LocalStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
