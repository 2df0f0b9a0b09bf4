using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Bulletin.Content;

/// <summary>
/// Writes a parsed fragment as HTML, only with what <see cref="HtmlPolicy"/> allows. Writing a new text instead of
/// removing things from the tree means that what nobody thought of is left out. The walk needs no call stack and its
/// time is linear. Rewriting a rewritten fragment changes nothing.
/// </summary>
internal sealed class HtmlRewriter
{
    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";

    private readonly StringBuilder output = new();
    private readonly Stack<Open> open = new();
    private readonly HtmlAttributes attributes = new();
    private readonly TableCount tables = new();
    private readonly int headingShift;

    private HtmlRewriter(int headingShift) => this.headingShift = headingShift;

    /// <summary>Writes the content of an element.</summary>
    /// <exception cref="ContentException">The nesting, a table or the result is too large.</exception>
    public static string Rewrite(IElement root)
    {
        var rewriter = new HtmlRewriter(root.QuerySelector("h1") is null ? 0 : 1);
        rewriter.WriteContent(root);
        return rewriter.output.ToString();
    }

    private void WriteContent(IElement root)
    {
        open.Push(new Open(root, null));
        while (open.TryPeek(out var parent))
        {
            if (parent.Next is { } node)
                Write(node);
            else
                Close(open.Pop());

            // Bytes of UTF-8 are counted at the very end; they are never fewer than these.
            if (output.Length > ContentLimits.MaximumHtmlBytes)
                throw ContentLimits.TooMuchHtml();
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
        var name = HtmlPolicy.AllowedNameOf(Heading(element.LocalName));
        switch (name)
        {
            case "a" when !HtmlAttributes.HasPurpose(element):
                name = null;
                break;
            case "img" when HtmlAddress.ForImage(element.GetAttribute("src")) is null:
                // The description is what is left of an image that cannot be shown.
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
                return;
            // A parser swallows a line break right after <pre>, so one that belongs to the text is doubled.
            if (name == "pre" && element.FirstChild is IText { Data: ['\n', ..] })
                output.Append('\n');
        }

        if (open.Count > ContentLimits.MaximumNesting)
            throw ContentLimits.TooDeep();
        open.Push(new Open(element, name));
    }

    private void Close(Open element)
    {
        if (element.Name is null)
            return;

        tables.Leave(element.Name);
        output.Append("</").Append(element.Name).Append('>');
    }

    // All headings move by the same number of levels, so what was below something stays below it.
    private string Heading(string name) =>
        name is ['h', >= '1' and <= '6']
            ? string.Create(CultureInfo.InvariantCulture, $"h{Math.Min(6, name[1] - '0' + headingShift)}")
            : name;

    /// <summary>An element whose content is being written.</summary>
    private sealed class Open(INode node, string? name)
    {
        private readonly INodeList children = node.ChildNodes;
        private int index;

        /// <summary>The name it was written with; null when only its content is.</summary>
        public string? Name => name;

        /// <summary>The next child, once each; null at the end.</summary>
        public INode? Next => index < children.Length ? children[index++] : null;
    }
}
