using AngleSharp;
using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Mathml.Dom;
using AngleSharp.Svg.Dom;
using AngleSharp.Text;

namespace Bulletin.Content;

/// <summary>Creates the elements of one document as the library does, and reports each to <see cref="HtmlWork"/>.</summary>
internal sealed class HtmlElements(HtmlWork work) : IHtmlElementConstructionFactory, IElementFactory<Document, HtmlElement>
{
    // The library's own factories, which are stateless.
    private static readonly IElementFactory<Document, HtmlElement> Html = Of<HtmlElement>();
    private static readonly IElementFactory<Document, SvgElement> Svg = Of<SvgElement>();
    private static readonly IElementFactory<Document, MathElement> Math = Of<MathElement>();

    /// <inheritdoc/>
    public Element Create(Document document, StringOrMemory localName, StringOrMemory prefix = default, NodeFlags flags = NodeFlags.None) =>
        Noted(Html.Create(document, localName.ToString(), prefix.IsNullOrEmpty ? null : prefix.ToString(), flags));

    /// <inheritdoc/>
    public Element CreateNoScript(Document document, bool scripting) => Named<Element>(document, TagNames.NoScript);

    /// <inheritdoc/>
    public Element CreateUnknown(Document document, StringOrMemory tagName) => Named<Element>(document, tagName.ToString());

    /// <inheritdoc/>
    public IConstructableMathElement CreateMath(Document document, StringOrMemory name = default) =>
        Noted(Math.Create(document, name.ToString()));

    /// <inheritdoc/>
    public IConstructableSvgElement CreateSvg(Document document, StringOrMemory name = default) =>
        Noted(Svg.Create(document, name.ToString()));

    /// <inheritdoc/>
    public IConstructableMetaElement CreateMeta(Document document) => Named<IConstructableMetaElement>(document, TagNames.Meta);

    /// <inheritdoc/>
    public IConstructableScriptElement CreateScript(Document document, bool parserInserted, bool started) =>
        Named<IConstructableScriptElement>(document, TagNames.Script);

    /// <inheritdoc/>
    public IConstructableFrameElement CreateFrame(Document document) => Named<IConstructableFrameElement>(document, TagNames.Frame);

    /// <inheritdoc/>
    public IConstructableTemplateElement CreateTemplate(Document document) =>
        Named<IConstructableTemplateElement>(document, TagNames.Template);

    /// <inheritdoc/>
    public IConstructableFormElement CreateForm(Document document) => Named<IConstructableFormElement>(document, TagNames.Form);

    /// <inheritdoc/>
    public Document CreateDocument(TextSource source, IBrowsingContext? context = null) =>
        (Document)new HtmlParser(default, context).ParseDocument(source);

    /// <inheritdoc/>
    public IConstructableNode CreateDocumentType(
        Document document, StringOrMemory name, StringOrMemory publicIdentifier, StringOrMemory systemIdentifier) =>
        (IConstructableNode)document.Implementation
            .CreateDocumentType(name.ToString(), publicIdentifier.ToString(), systemIdentifier.ToString());

    /// <summary>Creates a copy of an element; called by the element that is copied.</summary>
    HtmlElement IElementFactory<Document, HtmlElement>.Create(Document document, string localName, string? prefix, NodeFlags flags)
    {
        HtmlElement copy = Html.Create(document, localName, prefix, flags);
        work.Copy(copy);
        return copy;
    }

    private T Named<T>(Document document, string name)
        where T : class => (T)(object)Noted(Html.Create(document, name));

    private T Noted<T>(T element)
        where T : Element
    {
        work.Make(element);
        return element;
    }

    private static IElementFactory<Document, T> Of<T>()
        where T : Element => BrowsingContext.New(Configuration.Default).GetService<IElementFactory<Document, T>>()!;
}
