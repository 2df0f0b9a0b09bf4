namespace Bulletin.Host;

/// <summary>
/// Thrown if the server cannot start or a command cannot run. The message is one line for the person who starts it.
/// </summary>
internal sealed class ServerException(string message, Exception? cause = null) : Exception(message, cause);
