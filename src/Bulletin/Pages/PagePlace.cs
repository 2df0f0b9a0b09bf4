using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Storage;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Pages;

/// <summary>The place of a page in its list, as its address says. Its addresses are relative to the service.</summary>
/// <param name="Parameters">The parameters of the request, all of them read.</param>
/// <param name="Path">The path of the list.</param>
/// <param name="Filter">The list to which cursors belong.</param>
/// <param name="Older">The place after which the page starts; null if it does not start after one.</param>
/// <param name="Newer">The place before which the page ends; null if it does not end before one.</param>
internal sealed record PagePlace(QueryParameters Parameters, string Path, string Filter, string? Older, string? Newer)
{
    /// <summary>The maximum length of a cursor in an address, in characters.</summary>
    public const int MaximumCursor = 1000;

    /// <summary>
    /// Reads the place from the parameter <c>older</c>, or else from <c>newer</c>; other parameters are ignored.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="site">The site.</param>
    /// <param name="isPlace">Returns true if a text has the form of a place after which a page of this list starts.</param>
    /// <exception cref="ProblemException">A cursor is not one of this list.</exception>
    public static PagePlace Read(HttpContext context, PageSite site, Func<string, bool> isPlace)
    {
        var parameters = new QueryParameters(context);
        string path = context.Request.Path.ToUriComponent();
        string filter = $"{site.PublicUrl}\n{path}";
        string? older = PlaceOf("older", isPlace);
        string? newer = older is null ? PlaceOf("newer", RowKeys.IsPlace) : null;
        return new PagePlace(parameters, path, filter, older, newer);

        string? PlaceOf(string name, Func<string, bool> isValid) => !context.Request.Query.ContainsKey(name) ? null
            : parameters.Text(name, MaximumCursor) is { } text && Cursor.Parse(text, filter) is { } cursor && isValid(cursor.Place)
                ? cursor.Place
            : throw Problem.NotFound("The address is that of no page of this list.");
    }

    /// <summary>True for the page with which the list begins.</summary>
    public bool IsFirst => Older is null;

    /// <summary>Returns the path of the page after a place.</summary>
    public string AddressAfter(string place) => $"{Path}?older={new Cursor(Filter, string.Empty).After(place)}";

    /// <summary>Returns the path of the page before a place.</summary>
    public string AddressBefore(string place) => $"{Path}?newer={new Cursor(Filter, string.Empty).After(place)}";

    /// <summary>Returns the path and the parameters of the page itself.</summary>
    public string Address => Older is { } older ? AddressAfter(older) : Path;
}
