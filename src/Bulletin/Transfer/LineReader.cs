using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Bulletin.Transfer;

/// <summary>Splits a stream into lines, one at a time, because a file may be larger than the memory.</summary>
internal static class LineReader
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads the lines. A line that is too long is returned truncated, but still longer than
    /// <see cref="TransferFormat.MaximumLine"/>, so that the caller can tell.
    /// </summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        bool isFirst = true;
        bool isTooLong = false;
        while (true)
        {
            ReadResult read = await pipe.ReadAsync(cancellation).ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            while (TryTake(ref rest, read.IsCompleted, out ReadOnlySequence<byte> line))
            {
                // The end of a line that was already returned truncated is dropped.
                if (!isTooLong)
                {
                    yield return Text(line, isFirst);
                }

                isTooLong = false;
                isFirst = false;
            }

            if (rest.Length > TransferFormat.MaximumLine)
            {
                if (!isTooLong)
                {
                    yield return Text(rest.Slice(0, TransferFormat.MaximumLine + 1), isFirst);
                }

                isTooLong = true;
                isFirst = false;
                rest = rest.Slice(rest.End);
            }

            pipe.AdvanceTo(rest.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await pipe.CompleteAsync().ConfigureAwait(false);
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isLast || rest.IsEmpty)
        {
            return false;
        }

        rest = rest.Slice(rest.End);
        return true;
    }

    private static byte[] Text(ReadOnlySequence<byte> line, bool isFirst)
    {
        byte[] bytes = line.ToArray();
        bytes = isFirst && bytes.AsSpan().StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
        return bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes;
    }
}
