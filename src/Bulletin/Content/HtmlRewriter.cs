using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Bulletin.Content;

/// <summary>Writes a parsed fragment as HTML, with only what <see cref="HtmlPolicy"/> allows.</summary>
/// <remarks>
/// It writes a new text instead of removing things from the tree, so anything not considered is left out. The traversal
/// does not use the call stack and takes linear time. Rewriting a rewritten fragment changes nothing.
/// </remarks>
internal sealed class HtmlRewriter
{
    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";

    private readonly StringBuilder output = new();
    private readonly Stack<Open> open = new();
    private readonly HtmlAttributes attributes;
    private readonly TableCount tables = new();
    private readonly int headingShift;

    private HtmlRewriter(int headingShift, HtmlAttributes attributes)
    {
        this.headingShift = headingShift;
        this.attributes = attributes;
    }

    /// <summary>Writes the content of an element.</summary>
    /// <param name="root">The element.</param>
    /// <param name="media">
    /// Returns the medium with an id, for the addresses of media; null to keep these addresses as they are. A medium that it
    /// does not know is left out.
    /// </param>
    /// <exception cref="ContentException">The nesting, a table or the result exceeds a limit.</exception>
    public static string Rewrite(IElement root, Func<Guid, BodyMedium?>? media = null)
    {
        var rewriter = new HtmlRewriter(root.QuerySelector("h1") is null ? 0 : 1, new HtmlAttributes(media));
        rewriter.WriteContent(root);
        return rewriter.output.ToString();
    }

    private void WriteContent(IElement root)
    {
        open.Push(new Open(root, null));
        while (open.TryPeek(out Open? parent))
        {
            if (parent.Next is { } node)
            {
                Write(node);
            }
            else
            {
                Close(open.Pop());
            }

            // The size in bytes of UTF-8, which is never smaller than the length, is checked at the end.
            if (output.Length > ContentLimits.MaximumHtmlBytes)
            {
                throw ContentLimits.TooMuchHtml();
            }
        }
    }

    private void Write(INode node)
    {
        switch (node)
        {
            case IText text:
                HtmlEscape.AppendText(output, text.Data);
                break;
            case IElement element when element.NamespaceUri == HtmlNamespace && !HtmlPolicy.IsDropped(element.LocalName):
                WriteElement(element);
                break;
        }
    }

    private void WriteElement(IElement element)
    {
        string? name = HtmlPolicy.AllowedNameOf(Heading(element.LocalName));
        switch (name)
        {
            case "a" when !attributes.HasPurpose(element):
                name = null;
                break;
            case "img" when attributes.ImageAddress(element) is null:
                // The description stands in for an image that cannot be shown.
                HtmlEscape.AppendText(output, element.GetAttribute("alt") ?? "");
                return;
        }

        if (name is not null)
        {
            tables.Enter(name);
            output.Append('<').Append(name);
            attributes.Append(output, element, name);
            output.Append('>');
            if (HtmlPolicy.IsVoid(name))
            {
                return;
            }
            // A parser ignores a line break directly after <pre>, so one that belongs to the text is doubled.
            if (name == "pre" && element.FirstChild is IText { Data: ['\n', ..] })
            {
                output.Append('\n');
            }
        }

        if (open.Count > ContentLimits.MaximumNesting)
        {
            throw ContentLimits.TooDeep();
        }

        open.Push(new Open(element, name));
    }

    private void Close(Open element)
    {
        if (element.Name is null)
        {
            return;
        }

        tables.Leave(element.Name);
        output.Append("</").Append(element.Name).Append('>');
    }

    // All headings move by the same number of levels, which preserves their order.
    private string Heading(string name) =>
        name is ['h', >= '1' and <= '6']
            ? string.Create(CultureInfo.InvariantCulture, $"h{Math.Min(6, name[1] - '0' + headingShift)}")
            : name;

    /// <summary>An element whose content is being written.</summary>
    private sealed class Open(INode node, string? name)
    {
        private readonly INodeList children = node.ChildNodes;
        private int index;

        /// <summary>The name with which it was written; null if only its content is written.</summary>
        public string? Name => name;

        /// <summary>Returns the next child; null after the last one.</summary>
        public INode? Next => index < children.Length ? children[index++] : null;
    }
}
