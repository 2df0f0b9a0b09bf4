namespace Bulletin.Content.Files.Pdf;

/// <summary>Reads the bytes of a stream one by one, through a buffer.</summary>
/// <param name="stream">The stream, from its beginning; between two buffers, others may move the position of one that is seekable.</param>
/// <param name="maximum">The maximum number of bytes to read; after them, it ends.</param>
/// <param name="bufferBytes">The length of the buffer.</param>
/// <param name="cancellation">Cancels the reading; it is looked at for each buffer.</param>
internal sealed class PdfBytes(Stream stream, long maximum, int bufferBytes, CancellationToken cancellation)
{
    private readonly byte[] buffer = new byte[bufferBytes];
    private int at;
    private int length;
    private long filled;

    /// <summary>The number of bytes that were read.</summary>
    public long Position => filled - length + at;

    /// <summary>True if there would be more bytes than the maximum.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Returns the next byte without reading it; -1 at the end.</summary>
    public int Peek() => at < length || Fill(0) ? buffer[at] : -1;

    /// <summary>Reads the next byte; -1 at the end.</summary>
    public int Next()
    {
        int next = Peek();
        at += next >= 0 ? 1 : 0;
        return next;
    }

    /// <summary>Skips the end of a line, if there is one.</summary>
    public void SkipLineEnd()
    {
        if (Peek() == '\r')
        {
            at++;
        }

        if (Peek() == '\n')
        {
            at++;
        }
    }

    /// <summary>Skips everything before a word; false if it does not come.</summary>
    public bool SkipTo(ReadOnlySpan<byte> word)
    {
        while (true)
        {
            int found = buffer.AsSpan(at, length - at).IndexOf(word);
            if (found >= 0)
            {
                at += found;
                return true;
            }

            if (!Fill(Math.Min(length - at, word.Length - 1)))
            {
                return false;
            }
        }
    }

    // Keeps the last bytes of the buffer and fills the rest.
    private bool Fill(int kept)
    {
        cancellation.ThrowIfCancellationRequested();
        IsCut = filled >= maximum;
        if (IsCut)
        {
            return false;
        }

        if (stream.CanSeek)
        {
            stream.Position = filled;
        }

        buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        int read = stream.Read(buffer, kept, (int)Math.Min(buffer.Length - kept, maximum - filled));
        at = 0;
        length = kept + read;
        filled += read;
        return read > 0;
    }
}
