namespace Bulletin.Http;

/// <summary>Marks an endpoint of files to which pages link: its errors are pages for those who accept HTML.</summary>
internal sealed class LinkedFileRoute;
