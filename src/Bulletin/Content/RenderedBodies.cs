using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bulletin.Content;

/// <summary>
/// Renders bodies and caches the HTML, because a feed is made again every few seconds from bodies that are nearly
/// always the same.
/// </summary>
/// <remarks>
/// The key contains a hash of the text, so the HTML is never that of another text. If the memory limit is exceeded, the
/// least recently used entries are dropped. All members are thread-safe.
/// </remarks>
/// <param name="maximumBytes">The memory limit in bytes.</param>
internal sealed class RenderedBodies(long maximumBytes)
{
    /// <summary>The memory limit of an instance: 8 MB, enough for several hundred bodies of the usual length.</summary>
    public const long DefaultBytes = 8_000_000;

    // The approximate size of an entry and its places in the dictionary and the list, without the text.
    private const int Overhead = 300;

    private readonly Lock change = new();
    private readonly Dictionary<Source, LinkedListNode<Rendered>> bySource = [];
    private readonly LinkedList<Rendered> byLastUse = [];
    private long bytes;

    /// <summary>The memory used, in bytes.</summary>
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

    /// <summary>Renders a body to a safe HTML fragment, or returns the one rendered before.</summary>
    /// <param name="body">The source text.</param>
    /// <param name="format">The markup language of the text.</param>
    /// <param name="page">The address of the page of the body; null: relative addresses are kept.</param>
    /// <param name="media">The media that the body names, by id; null: their addresses are kept.</param>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    public string ToSafeHtml(string body, BodyFormat format, Uri? page = null, IReadOnlyDictionary<Guid, BodyMedium>? media = null)
    {
        Source source = SourceOf(body, format, page, media);
        if (Find(source) is { } kept)
        {
            return kept.Html ?? throw new ContentException(kept.Refusal!);
        }

        try
        {
            string html = BodyRenderer.ToSafeHtml(body, format, page, media is null ? null : media.GetValueOrDefault);
            Keep(new Rendered(source, html, null));
            return html;
        }
        catch (ContentException refused)
        {
            // A body stored under older limits may exceed today's limits, and is requested repeatedly as well.
            Keep(new Rendered(source, null, refused.Message));
            throw;
        }
    }

    /// <summary>Adds the HTML of a body rendered elsewhere, without a page address.</summary>
    public void Put(string body, BodyFormat format, string html) => Keep(new Rendered(SourceOf(body, format, null, null), html, null));

    private static Source SourceOf(string body, BodyFormat format, Uri? page, IReadOnlyDictionary<Guid, BodyMedium>? media) => new(
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(body.AsSpan()))),
        format,
        page?.AbsoluteUri,
        media is null ? null : string.Join('\n', media.Select(one => $"{one.Key:N} {one.Value}")));

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
            // Another request may have rendered the same body meanwhile.
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

    /// <summary>The key of an entry: everything on which the HTML depends.</summary>
    private readonly record struct Source(string Hash, BodyFormat Format, string? Page, string? Media);

    private sealed record Rendered(Source Source, string? Html, string? Refusal)
    {
        // UTF-16.
        public long Bytes { get; } = Overhead
            + (2L * ((Html ?? Refusal!).Length + Source.Hash.Length + (Source.Page?.Length ?? 0) + (Source.Media?.Length ?? 0)));
    }
}
