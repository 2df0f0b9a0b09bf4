namespace Bulletin.Content.Files.Pdf;

/// <summary>A part of a file, read from its beginning to its end.</summary>
/// <param name="file">The file; it stays open.</param>
/// <param name="begin">The position of the first byte.</param>
/// <param name="end">The position behind the last byte.</param>
internal sealed class PdfPart(Stream file, long begin, long end) : Stream
{
    private long at = begin;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        file.Position = at;
        int read = file.Read(buffer[..(int)Math.Clamp(end - at, 0, buffer.Length)]);
        at += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
