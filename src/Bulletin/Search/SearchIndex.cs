using Bulletin.Announcements;
using Microsoft.Data.Sqlite;

namespace Bulletin.Search;

/// <summary>
/// The full-text index of all announcements of a site, in every state: SQLite's FTS5 in memory
/// (www.sqlite.org/fts5.html), with the summary of each announcement. Not thread-safe.
/// </summary>
internal sealed class SearchIndex : IDisposable
{
    // Row numbers contain the day of publication: FTS5 returns matches in row order, so the newest come first.
    private const int BitsOfDay = 20;

    private readonly SqliteConnection connection = new("Data Source=:memory:;Pooling=False");
    private readonly List<Words> ranks;
    private readonly Dictionary<Guid, SearchEntry> byId = [];
    private readonly Dictionary<long, SearchEntry> byRow = [];
    private readonly Dictionary<long, long> lastRowOfDay = [];
    private readonly InflectedForms forms = new();

    public SearchIndex()
    {
        connection.Open();
        // Each rank has its own table, because a search in the titles alone is then very fast.
        ranks = Enum.GetValues<SearchRank>().Select(rank => new Words(connection, rank)).ToList();
    }

    private SearchIndex(byte[] database, List<SearchEntry> entries, List<string> words)
    {
        connection.Open();
        SearchIndexFile.Deserialize(connection.Handle!, database);
        ranks = Enum.GetValues<SearchRank>().Select(rank => new Words(connection, rank)).ToList();
        foreach (SearchEntry entry in entries)
        {
            byId[entry.Announcement.Id] = entry;
            byRow[entry.Row] = entry;
            long day = entry.Row >> BitsOfDay;
            lastRowOfDay[day] = Math.Max(entry.Row, lastRowOfDay.GetValueOrDefault(day));
        }

        words.ForEach(word => forms.Add(word));
    }

    /// <summary>Reads an index written by <see cref="Save"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static SearchIndex Load(byte[] bytes)
    {
        (byte[] database, List<SearchEntry> entries, List<string> words) = SearchIndexFile.Read(bytes);
        return new SearchIndex(database, entries, words);
    }

    /// <summary>The number of announcements in the index.</summary>
    public int Count => byId.Count;

    /// <summary>
    /// Copies the data to be saved. The returned function writes them, which takes longer, and does not use the index.
    /// </summary>
    public Func<byte[]> Save()
    {
        byte[] database = SearchIndexFile.Serialize(connection.Handle!);
        List<SearchEntry> entries = [.. byId.Values];
        List<string> words = [.. forms.Words];
        return () => SearchIndexFile.Write(database, entries, words);
    }

    /// <summary>Adds or replaces announcements; if it fails, none are changed.</summary>
    /// <param name="announcements">The announcements, without duplicates.</param>
    public void Put(IEnumerable<SearchDocument> announcements)
    {
        List<SearchEntry> entries = [];
        InTransaction(() =>
        {
            // FTS5 buffers rows inserted in row order and writes them together; with any other order it writes each row
            // separately.
            foreach (SearchDocument announcement in announcements.OrderBy(one => DayOf(one.Announcement)))
            {
                entries.Add(Insert(announcement));
            }
        });
        foreach (SearchEntry entry in entries)
        {
            Forget(entry.Announcement.Id);
            byId[entry.Announcement.Id] = entry;
            byRow[entry.Row] = entry;
        }
    }

    /// <summary>Removes announcements; if it fails, none are removed. Unknown ids are ignored.</summary>
    public void Remove(IEnumerable<Guid> ids)
    {
        List<Guid> there = ids.Where(byId.ContainsKey).ToList();
        InTransaction(() => there.ForEach(Delete));
        there.ForEach(Forget);
    }

    /// <summary>Optimises the index for fast search, after many announcements were added.</summary>
    public void Optimize() => ranks.ForEach(words => words.Optimize());

    /// <summary>Translates a query into a pattern, with the word forms in this index.</summary>
    public SearchPattern PatternOf(SearchQuery query) => new(query.Terms
        .Select(term => new SearchPatternTerm(term, term.IsPhrase ? [] : forms.OthersOf(term.Words[0])))
        .ToList());

    /// <summary>Returns the matches by day in descending order, unordered within a day.</summary>
    /// <param name="rank">The texts to search: titles, titles and leads, or everything.</param>
    /// <param name="pattern">The pattern from <see cref="PatternOf"/>.</param>
    public IEnumerable<SearchEntry> Matches(SearchRank rank, SearchPattern pattern) =>
        ranks[(int)rank].Matches(pattern.Expression).Select(row => byRow[row]);

    /// <summary>Returns the day by which an announcement is ordered, in days since 0001-01-01.</summary>
    public static long DayOf(AnnouncementSummary announcement) => DayOf(announcement.PublishedAt ?? announcement.ChangedAt);

    /// <summary>Returns the day of an instant in UTC, in days since 0001-01-01.</summary>
    public static long DayOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerDay;

    public void Dispose()
    {
        ranks.ForEach(words => words.Dispose());
        connection.Dispose();
    }

    private SearchEntry Insert(SearchDocument document)
    {
        AnnouncementSummary announcement = document.Announcement;
        Delete(announcement.Id);
        long day = DayOf(announcement);
        long row = lastRowOfDay.GetValueOrDefault(day, day << BitsOfDay) + 1;
        lastRowOfDay[day] = row;
        foreach ((Words words, string text) in ranks.Zip([document.Title, document.TitleAndLead, document.All]))
        {
            words.Insert(row, text);
        }

        if (document.IsInflected)
        {
            AddForms(document.All);
        }

        return new SearchEntry(row, announcement, document.Text);
    }

    private void Delete(Guid id)
    {
        if (byId.TryGetValue(id, out SearchEntry? entry))
        {
            ranks.ForEach(words => words.Delete(entry.Row));
        }
    }

    private void Forget(Guid id)
    {
        if (byId.Remove(id, out SearchEntry? entry))
        {
            byRow.Remove(entry.Row);
        }
    }

    private void AddForms(ReadOnlySpan<char> words)
    {
        foreach (Range word in words.Split(' '))
        {
            forms.Add(words[word]);
        }
    }

    private void InTransaction(Action change)
    {
        Execute("BEGIN");
        try
        {
            change();
            Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back, as it does when it is out of memory.
        }
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // The words of one rank: of the whole announcements, or of a part of each.
    private sealed class Words : IDisposable
    {
        private readonly SqliteConnection connection;
        private readonly SearchRank rank;
        private readonly SqliteCommand insert;
        private readonly SqliteCommand delete;
        private readonly SqliteCommand match;

        public Words(SqliteConnection connection, SearchRank rank)
        {
            this.connection = connection;
            this.rank = rank;
            // The table has no content, because only row numbers are read back. Words are already folded, so SQLite
            // needs no language rules. Thousands of words start with the same two letters, so these prefixes are
            // indexed too.
            using (SqliteCommand create = Prepare(
                $"CREATE VIRTUAL TABLE IF NOT EXISTS {rank} "
                    + "USING fts5(words, content = '', contentless_delete = 1, prefix = '2', tokenize = 'ascii')"))
            {
                create.ExecuteNonQuery();
            }

            insert = Prepare($"INSERT INTO {rank} (rowid, words) VALUES ($row, $words)", "$row", "$words");
            delete = Prepare($"DELETE FROM {rank} WHERE rowid = $row", "$row");
            match = Prepare($"SELECT rowid FROM {rank} WHERE {rank} MATCH $expression ORDER BY rowid DESC", "$expression");
        }

        public void Insert(long row, string words)
        {
            insert.Parameters[0].Value = row;
            insert.Parameters[1].Value = words;
            insert.ExecuteNonQuery();
        }

        public void Delete(long row)
        {
            delete.Parameters[0].Value = row;
            delete.ExecuteNonQuery();
        }

        public void Optimize()
        {
            using SqliteCommand optimize = Prepare($"INSERT INTO {rank} ({rank}) VALUES ('optimize')");
            optimize.ExecuteNonQuery();
        }

        public IEnumerable<long> Matches(string expression)
        {
            match.Parameters[0].Value = expression;
            using SqliteDataReader rows = match.ExecuteReader();
            while (rows.Read())
            {
                yield return rows.GetInt64(0);
            }
        }

        public void Dispose()
        {
            insert.Dispose();
            delete.Dispose();
            match.Dispose();
        }

        // The SQL contains no user input: only the name of the rank varies.
#pragma warning disable CA2100
        private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
        {
            SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (string parameter in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
            }

            return command;
        }
#pragma warning restore CA2100
    }
}
