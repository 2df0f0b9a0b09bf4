using Bulletin.Announcements;
using Microsoft.Data.Sqlite;

namespace Bulletin.Search;

/// <summary>
/// The announcements of a site, of every state, by their words: SQLite's full-text index FTS5 in memory (www.sqlite.org/fts5.html), and
/// beside it what lists show of each. One caller at a time.
/// </summary>
internal sealed class SearchIndex : IDisposable
{
    // Rows are numbered by the day of publication, so that FTS5, which has matches in the order of their rows, has the newest first.
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
        // What the words of a rank are found in is a table of its own: the titles alone are looked through in no time.
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

    /// <summary>Reads an index that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static SearchIndex Load(byte[] bytes)
    {
        (byte[] database, List<SearchEntry> entries, List<string> words) = SearchIndexFile.Read(bytes);
        return new SearchIndex(database, entries, words);
    }

    /// <summary>How many announcements it has.</summary>
    public int Count => byId.Count;

    /// <summary>
    /// Takes out what has to be saved. The writing itself, which takes longer, needs the index no more.
    /// </summary>
    public Func<byte[]> Save()
    {
        byte[] database = SearchIndexFile.Serialize(connection.Handle!);
        List<SearchEntry> entries = [.. byId.Values];
        List<string> words = [.. forms.Words];
        return () => SearchIndexFile.Write(database, entries, words);
    }

    /// <summary>Puts announcements in place, all at once or, when it fails, none.</summary>
    /// <param name="announcements">None of them twice.</param>
    public void Put(IEnumerable<SearchDocument> announcements)
    {
        List<SearchEntry> entries = [];
        InTransaction(() =>
        {
            // FTS5 collects what is inserted in the order of the rows and writes it together; any other order makes it write each alone.
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

    /// <summary>Removes announcements, all at once or, when it fails, none; those that are not there are passed over.</summary>
    public void Remove(IEnumerable<Guid> ids)
    {
        List<Guid> there = ids.Where(byId.ContainsKey).ToList();
        InTransaction(() => there.ForEach(Delete));
        there.ForEach(Forget);
    }

    /// <summary>Brings the index into the form that is the fastest to search, when much was put in.</summary>
    public void Optimize() => ranks.ForEach(words => words.Optimize());

    /// <summary>A query as this index understands it.</summary>
    public SearchPattern PatternOf(SearchQuery query) => new(query.Terms
        .Select(term => new SearchPatternTerm(term, term.IsPhrase ? [] : forms.OthersOf(term.Words[0])))
        .ToList());

    /// <summary>What matches an expression, the days in descending order; within a day in no particular order.</summary>
    /// <param name="rank">Where to look: in the titles, in titles and leads, in everything.</param>
    /// <param name="pattern">The words, as this index understands them.</param>
    public IEnumerable<SearchEntry> Matches(SearchRank rank, SearchPattern pattern) =>
        ranks[(int)rank].Matches(pattern.Expression).Select(row => byRow[row]);

    /// <summary>The day by which an announcement is ordered, in days since 0001-01-01.</summary>
    public static long DayOf(AnnouncementSummary announcement) => DayOf(announcement.PublishedAt ?? announcement.ChangedAt);

    /// <summary>The day of an instant, in days since 0001-01-01, UTC.</summary>
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
            // SQLite has done so already: it does when its memory is full.
        }
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // The words of all announcements, or of a part of each.
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
            // Nothing is read back but the numbers of rows. The words come folded: no language's rules are SQLite's business. Thousands of
            // words begin with the same two letters, so these beginnings are words too.
            using (SqliteCommand create = Prepare(
                $"CREATE VIRTUAL TABLE IF NOT EXISTS {rank} USING fts5(words, content = '', contentless_delete = 1, prefix = '2', tokenize = 'ascii')"))
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

        // The text is ours: the name of a rank is all that varies.
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
