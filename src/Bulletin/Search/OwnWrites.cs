using System.Collections.Concurrent;

namespace Bulletin.Search;

/// <summary>
/// The writes of this instance that its index does not have yet, in their order. They take a bounded memory: what comes when it is full is
/// left out, and found in the change log.
/// </summary>
/// <param name="maximumBytes">The memory.</param>
internal sealed class OwnWrites(long maximumBytes)
{
    private readonly ConcurrentQueue<OwnWrite> waiting = new();
    private long bytes;

    /// <summary>Adds a write that was just committed.</summary>
    public void Add(OwnWrite write)
    {
        if (Interlocked.Read(ref bytes) + write.Bytes <= maximumBytes)
        {
            Interlocked.Add(ref bytes, write.Bytes);
            waiting.Enqueue(write);
        }
    }

    /// <summary>
    /// The writes that follow one another from a version on; none when another instance wrote next. They stay here until
    /// <see cref="Forget"/>.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="epoch">The epoch of the site.</param>
    /// <param name="announcements">The most announcements; one write may have more.</param>
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

    /// <summary>The writes by their ids.</summary>
    public IReadOnlyDictionary<Guid, OwnWrite> ById() => waiting.ToDictionary(write => write.WriteId);

    /// <summary>Lets go of the writes up to a version, and of those to another site.</summary>
    public void Forget(long version, string epoch)
    {
        while (waiting.TryPeek(out OwnWrite? write) && (write.Version <= version || write.Epoch != epoch) && waiting.TryDequeue(out write))
        {
            Interlocked.Add(ref bytes, -write.Bytes);
        }
    }
}
