using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bulletin.Content;

/// <summary>
/// Renders bodies, and keeps the HTML of those that were asked for last: a feed is made anew every few seconds, of bodies that are
/// nearly always the same. What is kept is found by the text itself, so it is never the HTML of another text; the least recently used
/// go when the memory that they may take is full. All members are thread-safe.
/// </summary>
/// <param name="maximumBytes">The memory that they may take.</param>
internal sealed class RenderedBodies(long maximumBytes)
{
    /// <summary>The memory that an instance gives them, 8 MB: several hundred bodies of the usual length.</summary>
    public const long DefaultBytes = 8_000_000;

    // Roughly what an entry and its places in the dictionary and the list take beside the text.
    private const int Overhead = 300;

    private readonly Lock change = new();
    private readonly Dictionary<Source, LinkedListNode<Rendered>> bySource = [];
    private readonly LinkedList<Rendered> byLastUse = [];
    private long bytes;

    /// <summary>The memory that they take.</summary>
    public long Bytes
    {
        get
        {
            lock (change)
            {
                return bytes;
            }
        }
    }

    /// <inheritdoc cref="BodyRenderer.ToSafeHtml"/>
    public string ToSafeHtml(string body, BodyFormat format, Uri? page = null)
    {
        Source source = SourceOf(body, format, page);
        if (Find(source) is { } kept)
        {
            return kept.Html ?? throw new ContentException(kept.Refusal!);
        }

        try
        {
            string html = BodyRenderer.ToSafeHtml(body, format, page);
            Keep(new Rendered(source, html, null));
            return html;
        }
        catch (ContentException refused)
        {
            // What was stored before the bounds were made narrower is asked for again and again, too.
            Keep(new Rendered(source, null, refused.Message));
            throw;
        }
    }

    /// <summary>Keeps the HTML of a body that was rendered elsewhere, as it is without a page.</summary>
    public void Put(string body, BodyFormat format, string html) => Keep(new Rendered(SourceOf(body, format, null), html, null));

    private static Source SourceOf(string body, BodyFormat format, Uri? page) =>
        new(Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(body.AsSpan()))), format, page?.AbsoluteUri);

    private Rendered? Find(Source source)
    {
        lock (change)
        {
            if (!bySource.TryGetValue(source, out LinkedListNode<Rendered>? found))
            {
                return null;
            }

            byLastUse.Remove(found);
            byLastUse.AddLast(found);
            return found.Value;
        }
    }

    private void Keep(Rendered rendered)
    {
        lock (change)
        {
            // Another request may have rendered the same meanwhile.
            if (rendered.Bytes > maximumBytes || bySource.ContainsKey(rendered.Source))
            {
                return;
            }

            bySource[rendered.Source] = byLastUse.AddLast(rendered);
            bytes += rendered.Bytes;
            while (bytes > maximumBytes)
            {
                Rendered oldest = byLastUse.First!.Value;
                byLastUse.RemoveFirst();
                bySource.Remove(oldest.Source);
                bytes -= oldest.Bytes;
            }
        }
    }

    /// <summary>All that the HTML depends on.</summary>
    private readonly record struct Source(string Hash, BodyFormat Format, string? Page);

    private sealed record Rendered(Source Source, string? Html, string? Refusal)
    {
        // Text is UTF-16.
        public long Bytes { get; } = Overhead + (2L * ((Html ?? Refusal!).Length + Source.Hash.Length + (Source.Page?.Length ?? 0)));
    }
}
