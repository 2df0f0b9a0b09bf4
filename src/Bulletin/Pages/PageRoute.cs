namespace Bulletin.Pages;

/// <summary>Marks an endpoint that answers in HTML, also with errors.</summary>
internal sealed class PageRoute;
