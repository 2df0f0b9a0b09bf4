namespace Bulletin.Pages;

/// <summary>Marks an endpoint that answers in HTML, also with errors.</summary>
internal sealed class PageRoute;

/// <summary>Marks an endpoint of files to which pages link: its errors are pages for those who accept HTML.</summary>
internal sealed class LinkedFileRoute;
