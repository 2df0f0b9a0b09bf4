using System.Collections.Concurrent;

namespace Bulletin.Search;

/// <summary>
/// The writes of this instance that its index does not contain yet, in order. Their memory is limited: a write beyond
/// the limit is not queued, but found in the change log later.
/// </summary>
/// <param name="maximumBytes">The memory limit in bytes.</param>
internal sealed class OwnWrites(long maximumBytes)
{
    private readonly ConcurrentQueue<OwnWrite> waiting = new();
    private long bytes;

    /// <summary>Adds a committed write.</summary>
    public void Add(OwnWrite write)
    {
        if (Interlocked.Read(ref bytes) + write.Bytes <= maximumBytes)
        {
            Interlocked.Add(ref bytes, write.Bytes);
            waiting.Enqueue(write);
        }
    }

    /// <summary>
    /// Returns consecutive writes from a version on; empty if the next write was another instance's. They remain queued
    /// until <see cref="Forget"/>.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="epoch">The epoch of the site.</param>
    /// <param name="announcements">The maximum number of announcements; a single write may exceed it.</param>
    public IReadOnlyList<OwnWrite> Following(long version, string epoch, int announcements)
    {
        List<OwnWrite> following = [];
        int taken = 0;
        foreach (OwnWrite write in waiting)
        {
            if (write.Version > version)
            {
                taken += write.Rows.Count;
                if (write.Version != version + 1 || write.Epoch != epoch || (following.Count > 0 && taken > announcements))
                {
                    break;
                }

                following.Add(write);
                version = write.Version;
            }
        }

        return following;
    }

    /// <summary>Returns the writes by id.</summary>
    public IReadOnlyDictionary<Guid, OwnWrite> ById() => waiting.ToDictionary(write => write.WriteId);

    /// <summary>Removes the writes up to a version, and those to another site.</summary>
    public void Forget(long version, string epoch)
    {
        while (waiting.TryPeek(out OwnWrite? write) && (write.Version <= version || write.Epoch != epoch) && waiting.TryDequeue(out write))
        {
            Interlocked.Add(ref bytes, -write.Bytes);
        }
    }
}
