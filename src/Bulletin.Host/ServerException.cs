namespace Bulletin.Host;

/// <summary>The server cannot start. The message is one line for the person who starts it.</summary>
internal sealed class ServerException(string message, Exception cause) : Exception(message, cause);
