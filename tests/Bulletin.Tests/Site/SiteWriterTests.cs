using Azure;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Site;

public sealed class SiteWriterTests : IDisposable
{
    private static readonly Actor Editor = new("Ewa", Role.Editor);

    private static readonly SiteWriterLimits Fast = new()
    {
        // Far above what any of these tests takes; those that wait for it shorten it.
        Deadline = TimeSpan.FromSeconds(30),
        Attempt = TimeSpan.FromSeconds(20),
        Grace = TimeSpan.FromMilliseconds(20),
        ShortestPause = TimeSpan.FromMilliseconds(0.1),
        LongestPause = TimeSpan.FromMilliseconds(1),
    };

    private readonly FakeTable fake = new();
    private readonly CategoryCache categories;
    private readonly SiteWriter writer;

    public SiteWriterTests()
    {
        categories = new CategoryCache(fake.Table, TimeProvider.System, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        writer = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast);
    }

    public static TheoryData<string> Losses => ["no answer", "timed out", "broken", "cut off", "server", "busy", "throttled", "cancelled by the SDK", "several"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_write_makes_the_site_at_version_one()
    {
        await WriteAsync("x:a");

        Assert.Equal(1, fake.Version);
        Assert.Equal([RowKeys.Change(1), "v", "x:a"], fake.Keys);
        var entry = ChangeLogEntry.FromRow(fake[RowKeys.Change(1)]);
        Assert.Equal(("Ewa", Role.Editor, "test"), (entry.Actor, entry.Role, entry.Action));
    }

    [Fact]
    public async Task Every_write_is_the_next_version_and_keeps_the_epoch()
    {
        await WriteAsync("x:a");
        string epoch = fake["v"].GetString("Epoch");
        await WriteAsync("x:b");
        await WriteAsync("x:c");

        Assert.Equal(3, fake.Version);
        Assert.Equal(epoch, fake["v"].GetString("Epoch"));
        Assert.Equal(3, fake.Keys.Count(key => key.StartsWith("u:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_overtaken_write_is_planned_again_at_the_new_version(bool isFirstOfSite)
    {
        if (!isFirstOfSite)
        {
            await WriteAsync("x:before");
        }

        long before = fake.Version;
        fake.OnSubmit((commit, _) =>
        {
            CommitOfAnother("x:other");
            commit();
            return Task.CompletedTask;
        });
        List<long> planned = [];
        bool sawOther = false;

        await writer.WriteAsync(
            Editor,
            "test",
            async (write, stop) =>
            {
                planned.Add(write.NextVersion);
                sawOther = await write.Table.ReadAsync("x:other", stop) is not null;
                write.Transaction.Put(write.Table.NewRow("x:mine"));
                return true;
            },
            Stop);

        Assert.Equal([before + 1, before + 2], planned);
        Assert.True(sawOther);
        Assert.Equal(before + 2, fake.Version);
        Assert.Contains("x:mine", fake.Keys);
        Assert.Contains("x:other", fake.Keys);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_lost_answer_of_a_committed_write_is_a_success_and_written_once(string loss)
    {
        await WriteAsync("x:before");
        fake.LoseAnswer(Loss(loss));

        Assert.Equal(1, await WriteAsync("x:mine"));

        Assert.Equal(2, fake.Version);
        Assert.Equal(["u:0000000000000000001", "u:0000000000000000002", "v", "x:before", "x:mine"], fake.Keys);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_write_that_did_not_arrive_is_sent_again_without_planning_anew(string loss)
    {
        await WriteAsync("x:before");
        fake.FailSubmit(Loss(loss)).FailSubmit(Loss(loss));

        Assert.Equal(1, await WriteAsync("x:mine"));

        Assert.Equal(2, fake.Version);
        Assert.Contains("x:mine", fake.Keys);
    }

    [Fact]
    public async Task A_lost_answer_of_the_first_write_of_a_site_is_a_success_too()
    {
        fake.LoseAnswer(Loss("timed out"));
        Assert.Equal(1, await WriteAsync("x:mine"));
        Assert.Equal(1, fake.Version);
    }

    [Fact]
    public async Task A_commit_that_lands_late_is_a_success()
    {
        await WriteAsync("x:before");
        Action? late = null;
        // The first one is under way while the client gives up on it; it lands just before the second one.
        fake
            .OnSubmit((commit, _) =>
            {
                late = commit;
                throw new TaskCanceledException();
            })
            .OnSubmit((commit, _) =>
            {
                late!();
                commit();
                return Task.CompletedTask;
            });

        Assert.Equal(1, await WriteAsync("x:mine"));

        Assert.Equal(2, fake.Version);
    }

    [Fact]
    public async Task After_a_lost_request_somebody_elses_write_in_its_place_means_planning_again()
    {
        await WriteAsync("x:before");
        fake
            .FailSubmit(Loss("timed out"))
            .OnSubmit((commit, _) =>
            {
                CommitOfAnother("x:other");
                commit();
                return Task.CompletedTask;
            });

        Assert.Equal(2, await WriteAsync("x:mine"));

        Assert.Equal(3, fake.Version);
        Assert.Contains("x:mine", fake.Keys);
        Assert.Contains("x:other", fake.Keys);
    }

    [Fact]
    public async Task A_request_that_hangs_is_given_up_and_sent_again()
    {
        await WriteAsync("x:before");
        using var impatient = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Attempt = TimeSpan.FromMilliseconds(5) });
        fake.OnSubmit((_, stop) => Task.Delay(Timeout.Infinite, stop));

        Assert.Equal(1, await WriteAsync("x:mine", by: impatient));

        Assert.Equal(2, fake.Version);
    }

    [Fact]
    public async Task A_failing_look_at_the_change_log_is_repeated_until_it_is_known_what_became_of_the_write()
    {
        await WriteAsync("x:before");
        fake.LoseAnswer(Loss("timed out"));
        // The site's version is read for the plan; the two after it would have cleared up the 412.
        fake
            .OnRead(_ => Task.CompletedTask)
            .OnRead(_ => throw FakeTable.Failure(503, "ServerBusy"))
            .OnRead(_ => throw new IOException("Connection reset."));

        Assert.Equal(1, await WriteAsync("x:mine"));

        Assert.Equal(2, fake.Version);
        Assert.Equal(1 + 4, fake.Submissions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Storage_that_stays_away_is_reported_at_the_deadline(bool isReached)
    {
        await WriteAsync("x:before");
        using var hurried = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Deadline = TimeSpan.FromMilliseconds(500) });
        Task Away(Action commit, CancellationToken stop)
        {
            fake.OnSubmit(Away);
            return isReached ? throw FakeTable.Failure(503, "ServerBusy") : Task.Delay(Timeout.Infinite, stop);
        }

        fake.OnSubmit(Away);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync("x:mine", by: hurried));

        Assert.Equal(1, fake.Version);
    }

    [Fact]
    public async Task After_the_deadline_the_next_write_works_as_soon_as_storage_is_back()
    {
        // Long enough to reach storage on a busy machine.
        using var hurried = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Deadline = TimeSpan.FromMilliseconds(500) });
        fake.OnSubmit((_, stop) => Task.Delay(Timeout.Infinite, stop));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync("x:mine", by: hurried));

        await WriteAsync("x:mine", by: writer);

        Assert.Equal(1, fake.Version);
    }

    [Theory]
    [InlineData(400, "InvalidInput")]
    [InlineData(413, "RequestBodyTooLarge")]
    public async Task A_refusal_that_no_repetition_mends_is_not_repeated(int status, string code)
    {
        fake.FailSubmit(FakeTable.Failure(status, code));
        Assert.Equal(status, (await Assert.ThrowsAsync<RequestFailedException>(() => WriteAsync("x:mine"))).Status);
        Assert.Equal(1, fake.Submissions);
    }

    [Fact]
    public async Task The_plan_learns_which_slug_is_taken_and_may_choose_another()
    {
        fake.Put(fake.Table.NewRow("s:tytul"));
        int plans = 0;

        await writer.WriteAsync(
            Editor,
            "test",
            (write, _) =>
            {
                plans++;
                write.Transaction.Put(write.Table.NewRow("x:mine"));
                write.Transaction.Insert(write.Table.NewRow(write.IsTaken("s:tytul") ? "s:tytul-2" : "s:tytul"));
                return Task.FromResult(true);
            },
            Stop);

        Assert.Equal(2, plans);
        Assert.Contains("s:tytul-2", fake.Keys);
        Assert.Equal(1, fake.Version);
    }

    [Fact]
    public async Task A_taken_row_is_still_known_after_another_write_came_in_between()
    {
        await WriteAsync("x:before");
        fake.Put(fake.Table.NewRow("s:a"));
        fake.OnSubmit((commit, _) =>
        {
            commit();
            return Task.CompletedTask;
        }).OnSubmit((commit, _) =>
        {
            CommitOfAnother("x:other");
            commit();
            return Task.CompletedTask;
        });
        List<bool> taken = [];

        await writer.WriteAsync(
            Editor,
            "test",
            (write, _) =>
            {
                taken.Add(write.IsTaken("s:a"));
                write.Transaction.Insert(write.Table.NewRow(write.IsTaken("s:a") ? "s:b" : "s:a"));
                return Task.FromResult(true);
            },
            Stop);

        Assert.Equal([false, true, true], taken);
        Assert.Equal(3, fake.Version);
    }

    [Fact]
    public async Task An_own_row_is_not_taken_for_anothers_when_the_answer_to_its_insert_was_lost()
    {
        fake.LoseAnswer(Loss("broken"));
        int plans = 0;

        await writer.WriteAsync(
            Editor,
            "test",
            (write, _) =>
            {
                plans++;
                write.Transaction.Insert(write.Table.NewRow(write.IsTaken("s:a") ? "s:a-2" : "s:a"));
                return Task.FromResult(true);
            },
            Stop);

        Assert.Equal(1, plans);
        Assert.Contains("s:a", fake.Keys);
        Assert.DoesNotContain("s:a-2", fake.Keys);
    }

    [Fact]
    public async Task A_missing_table_is_made_once_and_the_transaction_sent_again()
    {
        fake.FailSubmit(FakeTable.Refusal(404, "TableNotFound", 0));

        Assert.Equal(1, await WriteAsync("x:a"));
        await WriteAsync("x:b");

        Assert.Equal(1, fake.Creations);
        Assert.Equal(2, fake.Version);
    }

    [Fact]
    public async Task A_missing_table_is_made_when_a_read_finds_it_missing()
    {
        fake.OnRead(_ => throw FakeTable.Failure(404, "TableNotFound"));
        Assert.Null(await fake.Table.ReadAsync("x:a", Stop));
        Assert.Equal(1, fake.Creations);
    }

    [Fact]
    public async Task A_plan_that_finds_a_problem_writes_nothing()
    {
        await Assert.ThrowsAsync<ProblemException>(() => writer.WriteAsync<bool>(
            Editor,
            "test",
            (write, _) =>
            {
                write.Transaction.Put(write.Table.NewRow("x:mine"));
                throw Problem.Invalid("title", "is wrong");
            },
            Stop));

        Assert.Equal(0, fake.Submissions);
        // The gate is open again.
        await WriteAsync("x:next");
        Assert.DoesNotContain("x:mine", fake.Keys);
    }

    [Fact]
    public async Task A_write_that_is_left_empty_is_not_committed()
    {
        int told = 0;
        writer.Committed += _ => told++;

        Assert.Equal(7, await writer.WriteAsync(Editor, "test", (_, _) => Task.FromResult(7), Stop));

        Assert.Equal((0, 0), (fake.Submissions, told));
        Assert.Empty(fake.Keys);
    }

    [Fact]
    public async Task A_write_that_is_too_large_is_refused_before_it_is_sent()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteAsync(
            Editor,
            "test",
            (write, _) =>
            {
                for (int index = 0; index <= SiteTransaction.MaximumRows; index++)
                {
                    write.Transaction.Put(write.Table.NewRow($"x:{index}"));
                }

                return Task.FromResult(true);
            },
            Stop));
        Assert.Equal(0, fake.Submissions);
    }

    [Fact]
    public async Task Who_listens_is_told_of_a_committed_write_once()
    {
        await WriteAsync("x:before");
        List<long> told = [];
        writer.Committed += write => told.Add(write.NextVersion);
        fake.LoseAnswer(Loss("timed out"));

        await WriteAsync("x:mine");

        Assert.Equal([2], told);
    }

    [Fact]
    public async Task The_gate_lets_one_write_of_an_instance_at_a_time()
    {
        var first = new TaskCompletionSource();
        int inside = 0;
        int most = 0;
        async Task<bool> Plan(SiteWrite write, CancellationToken stop)
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await first.Task;
            write.Transaction.Put(write.Table.NewRow($"x:{write.NextVersion}"));
            Interlocked.Decrement(ref inside);
            return true;
        }

        Task[] writes = Enumerable.Range(0, 8).Select(_ => writer.WriteAsync(Editor, "test", Plan, Stop)).ToArray<Task>();
        first.SetResult();
        await Task.WhenAll(writes);

        Assert.Equal(1, most);
        Assert.Equal(8, fake.Version);
        Assert.Equal(8, fake.Submissions);
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_for_the_gate_does_not_disturb_the_others()
    {
        var entered = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Task<bool> first = writer.WriteAsync(
            Editor,
            "test",
            async (write, _) =>
            {
                entered.SetResult();
                await goOn.Task;
                write.Transaction.Put(write.Table.NewRow("x:first"));
                return true;
            },
            Stop);
        await entered.Task;
        using var impatient = new CancellationTokenSource();
        Task<int> second = WriteAsync("x:second", impatient.Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        goOn.SetResult();
        await first;
        await WriteAsync("x:third");

        Assert.Equal(2, fake.Version);
        Assert.DoesNotContain("x:second", fake.Keys);
    }

    [Fact]
    public async Task Waiting_for_the_gate_ends_at_the_deadline()
    {
        using var hurried = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Deadline = TimeSpan.FromMilliseconds(30) });
        var goOn = new TaskCompletionSource();
        Task<bool> first = hurried.WriteAsync(
            Editor,
            "test",
            async (_, _) =>
            {
                await goOn.Task;
                return true;
            },
            Stop);

        await Assert.ThrowsAsync<WritesBusyException>(() => WriteAsync("x:mine", by: hurried));
        goOn.SetResult();
        Assert.True(await first);
    }

    [Fact]
    public async Task A_write_whose_time_is_up_behind_another_one_is_told_of_the_others_and_not_of_storage()
    {
        var clock = new FakeTimeProvider(A.Moment);
        using var hurried = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Waits = clock, Deadline = TimeSpan.FromSeconds(1) });
        TaskCompletionSource busy = new(), goOn = new(), planning = new(), end = new();
        Task<bool> first = hurried.WriteAsync(
            Editor,
            "test",
            async (_, _) =>
            {
                busy.SetResult();
                await goOn.Task;
                return true;
            },
            Stop);
        await busy.Task;
        // Both wait, and are taken up together; the second one's turn to be planned does not come.
        Task<bool> reading = hurried.WriteAsync(
            Editor,
            "test",
            async (_, stop) =>
            {
                planning.SetResult();
                await end.Task;
                stop.ThrowIfCancellationRequested();
                return true;
            },
            Stop,
            Guid.NewGuid());
        Task<bool> behind = hurried.WriteAsync(Editor, "test", (_, stop) => Task.FromCanceled<bool>(stop), Stop, Guid.NewGuid());
        goOn.SetResult();
        await first;
        await planning.Task;

        clock.Advance(TimeSpan.FromSeconds(1));
        end.SetResult();

        await Assert.ThrowsAsync<WritesBusyException>(() => behind);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => reading);
    }

    [Fact]
    public async Task A_commit_that_was_begun_is_seen_through_when_the_client_goes_away()
    {
        using var client = new CancellationTokenSource();
        fake.OnSubmit((_, _) =>
        {
            client.Cancel();
            throw FakeTable.Failure(500, "OperationTimedOut");
        });

        Assert.Equal(1, await WriteAsync("x:mine", client.Token));

        Assert.Contains("x:mine", fake.Keys);
    }

    [Fact]
    public async Task Storage_that_is_away_for_the_reads_of_a_plan_is_reported()
    {
        fake.OnRead(_ => throw FakeTable.Failure(503, "ServerBusy"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync("x:mine"));
    }

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", StorageFault.AccessRefused)]
    [InlineData(401, "InvalidAuthenticationInfo", StorageFault.AccessRefused)]
    [InlineData(409, "TableBeingDeleted", StorageFault.TableGone)]
    public async Task A_refusal_that_somebody_must_see_to_is_told_at_once_as_what_it_is(int status, string code, StorageFault fault)
    {
        fake.FailSubmit(FakeTable.Failure(status, code));
        StorageUnavailableException told = await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync("x:mine"));
        Assert.Equal((fault, false, 1), (told.Fault, told.IsOutcomeUnknown, fake.Submissions));

        // After an answer that was lost it is not known whether the write was made.
        fake.LoseAnswer(Loss("timed out")).FailSubmit(FakeTable.Failure(status, code));
        told = await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync("x:mine"));
        Assert.Equal((fault, true), (told.Fault, told.IsOutcomeUnknown));
    }

    [Fact]
    public async Task A_table_that_goes_away_between_reading_and_committing_is_told_as_gone()
    {
        await WriteAsync("x:before");
        fake.OnSubmit((_, _) =>
        {
            fake.Clear();
            throw FakeTable.Refusal(404, "TableNotFound", 0);
        });

        Assert.Equal(StorageFault.TableGone, (await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync("x:mine"))).Fault);
        Assert.Empty(fake.Keys);
        // The table exists again, and is empty.
        await WriteAsync("x:mine");
        Assert.Equal(1, fake.Version);
    }

    [Fact]
    public async Task A_table_that_was_made_anew_meanwhile_is_written_as_it_is_now()
    {
        await WriteAsync("x:before");
        fake.OnSubmit((commit, _) =>
        {
            fake.Clear();
            commit();
            return Task.CompletedTask;
        });

        Assert.Equal(2, await WriteAsync("x:mine"));
        Assert.Equal(["u:0000000000000000001", "v", "x:mine"], fake.Keys);
    }

    [Fact]
    public async Task A_write_that_was_refused_for_certain_is_not_told_that_its_outcome_is_unknown()
    {
        var clock = new FakeTimeProvider(A.Moment);
        using var hurried = new SiteWriter(
            fake.Table, categories, TimeProvider.System, Fast with { Waits = clock, Deadline = TimeSpan.FromSeconds(1) });
        fake.OnSubmit((_, _) =>
        {
            // The look at the change log afterwards takes too long.
            fake.OnRead(stop =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                stop.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            });
            throw FakeTable.Refusal(412, "UpdateConditionNotSatisfied", 0);
        });

        UnavailableException told = await Assert.ThrowsAnyAsync<UnavailableException>(() => WriteAsync("x:mine", by: hurried));

        Assert.False(told is StorageUnavailableException { IsOutcomeUnknown: true });
        Assert.DoesNotContain("x:mine", fake.Keys);
    }

    [Fact]
    public async Task Other_instances_that_are_faster_all_the_time_are_told_as_that()
    {
        using var hurried = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Deadline = TimeSpan.FromMilliseconds(100), Grace = TimeSpan.FromSeconds(20) });
        Task Overtaken(Action commit, CancellationToken stop)
        {
            fake.OnSubmit(Overtaken);
            throw FakeTable.Refusal(412, "UpdateConditionNotSatisfied", 0);
        }

        fake.OnSubmit(Overtaken);

        Assert.True((await Assert.ThrowsAsync<WritesBusyException>(() => WriteAsync("x:mine", by: hurried))).IsRaced);
    }

    [Fact]
    public async Task Who_would_wait_too_long_is_told_so_at_once_with_the_time_that_is_needed_and_each_with_a_later_one()
    {
        var clock = new FakeTimeProvider(A.Moment);
        using var slow = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Waits = clock, LongestWait = TimeSpan.FromSeconds(5) });
        // A write that takes ten seconds, by the clock: the next one is taken for two.
        await slow.WriteAsync(
            Editor,
            "test",
            (_, _) =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return Task.FromResult(true);
            },
            Stop);
        var goOn = new TaskCompletionSource();
        Task<bool> first = slow.WriteAsync(
            Editor,
            "test",
            async (_, _) =>
            {
                await goOn.Task;
                return true;
            },
            Stop);
        Task<int>[] waiting = [WriteAsync("x:a", by: slow), WriteAsync("x:b", by: slow)];

        // Three writes of two seconds are ahead, of which five may be waited for.
        WritesBusyException third = await Assert.ThrowsAsync<WritesBusyException>(() => WriteAsync("x:c", by: slow));
        WritesBusyException fourth = await Assert.ThrowsAsync<WritesBusyException>(() => WriteAsync("x:d", by: slow));
        Assert.InRange(third.RetryAfter.TotalSeconds, 2.9, 3.1);
        Assert.InRange(fourth.RetryAfter.TotalSeconds, 4.9, 5.1);

        goOn.SetResult();
        await first;
        int[] plans = await Task.WhenAll(waiting);
        Assert.Equal([1, 1], plans);
        // The queue is empty again.
        await WriteAsync("x:e", by: slow);
    }

    [Fact]
    public async Task Writes_about_different_announcements_that_wait_together_share_a_transaction_and_keep_a_version_each()
    {
        await WriteAsync("x:before");
        List<SiteWrite> told = [];
        writer.Committed += told.Add;
        Guid[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
        fake.LoseAnswer(Loss("timed out"));
        int before = fake.Submissions;

        long[] versions = await TogetherAsync(ids.Select(id => (Func<Task<long>>)(() => AboutAsync(id, $"x:{id}"))).ToArray());

        Assert.Equal([2, 3, 4, 5, 6], versions.Order());
        Assert.Equal(6, fake.Version);
        // One transaction, sent again when its answer was lost.
        Assert.Equal(2, fake.Submissions - before);
        Assert.All(ids, id => Assert.Contains($"x:{id}", fake.Keys));
        List<ChangeLogEntry> log = [.. Enumerable.Range(2, 5).Select(version => ChangeLogEntry.FromRow(fake[RowKeys.Change(version)]))];
        Assert.Equal(5, log.Select(entry => entry.WriteId).Distinct().Count());
        Assert.Equal(ids.Order(), log.Select(entry => Assert.Single(entry.Changes).Id).Order());
        Assert.Equal([2, 3, 4, 5, 6], told.Select(write => write.NextVersion));
    }

    [Fact]
    public async Task Two_writes_about_one_announcement_and_writes_about_more_do_not_share()
    {
        Guid id = Guid.NewGuid();
        int before = fake.Submissions;
        await TogetherAsync(
            () => AboutAsync(id, "x:a"), () => AboutAsync(id, "x:b"), () => AboutAsync(null, "x:c"), () => AboutAsync(Guid.NewGuid(), "x:d"), () => AboutAsync(null, "x:e"));
        Assert.Equal((5L, 5), (fake.Version, fake.Submissions - before));
    }

    [Fact]
    public async Task A_write_that_changes_a_row_of_another_one_is_made_after_it_and_sees_it()
    {
        int before = fake.Submissions;
        bool[] saw = [false, false];
        await TogetherAsync(() => AboutAsync(Guid.NewGuid(), "i:same", saw: there => saw[0] = there), () => AboutAsync(Guid.NewGuid(), "i:same", saw: there => saw[1] = there));
        Assert.Equal(2, fake.Submissions - before);
        Assert.Equal([false, true], saw);
    }

    [Fact]
    public async Task A_write_that_is_refused_fails_alone_and_takes_no_version()
    {
        Task<long>[] both =
        [
            ..await StartedTogetherAsync(
                () => AboutAsync(Guid.NewGuid(), "x:a"),
                () => writer.WriteAsync<long>(Editor, "test", (_, _) => throw Problem.Invalid("title", "is wrong"), Stop, Guid.NewGuid()),
                () => AboutAsync(Guid.NewGuid(), "x:b")),
        ];
        Assert.Equal((1L, 2L), (await both[0], await both[2]));
        await Assert.ThrowsAsync<ProblemException>(() => both[1]);
        Assert.Equal(2, fake.Version);
    }

    [Fact]
    public async Task A_row_that_is_taken_is_told_to_the_write_that_wanted_it()
    {
        fake.Put(fake.Table.NewRow("s:tytul"));
        Guid other = Guid.NewGuid();
        int plans = 0;
        await TogetherAsync(
            () => AboutAsync(other, "x:a"),
            () => writer.WriteAsync(
                Editor,
                "test",
                (write, _) =>
                {
                    plans++;
                    write.Transaction.Insert(write.Table.NewRow(write.IsTaken("s:tytul") ? "s:tytul-2" : "s:tytul"));
                    return Task.FromResult(write.NextVersion);
                },
                Stop,
                Guid.NewGuid()));
        Assert.Equal(2, plans);
        Assert.Contains("s:tytul-2", fake.Keys);
        Assert.Equal(2, fake.Version);
    }

    [Fact]
    public async Task What_does_not_fit_one_transaction_goes_into_the_next()
    {
        int before = fake.Submissions;
        await TogetherAsync([.. Enumerable.Range(0, 12).Select(number => (Func<Task<long>>)(() => AboutAsync(Guid.NewGuid(), $"x:{number}", rows: 20)))]);
        Assert.Equal(12, fake.Version);
        Assert.Equal(3, fake.Submissions - before);
    }

    [Fact]
    public async Task A_shared_transaction_that_stays_lost_is_told_to_all_as_unknown_and_makes_no_gap()
    {
        await WriteAsync("x:before");
        using var hurried = new SiteWriter(fake.Table, categories, TimeProvider.System, Fast with { Deadline = TimeSpan.FromMilliseconds(500) });
        fake.LoseAnswer(Loss("timed out"));
        Task Away(Action commit, CancellationToken stop)
        {
            fake.OnSubmit(Away);
            throw new IOException("away");
        }

        fake.OnSubmit(Away);
        Task<long>[] all = await StartedTogetherAsync(hurried, () => AboutAsync(Guid.NewGuid(), "x:a", by: hurried), () => AboutAsync(Guid.NewGuid(), "x:b", by: hurried));
        foreach (Task<long> one in all)
        {
            Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(() => one)).IsOutcomeUnknown);
        }

        Assert.Equal(3, fake.Version);
        Assert.Equal(["u:0000000000000000001", "u:0000000000000000002", "u:0000000000000000003"], fake.Keys.Where(key => key.StartsWith("u:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Counts_of_categories_add_up_over_the_writes_that_share_and_the_stamp_is_that_of_the_last_one()
    {
        Category category = A.Category(slug: "sport");
        fake.Put(category.ToRow(fake.Table));
        Guid[] ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];
        int before = fake.Submissions;
        await TogetherAsync([.. ids.Select(id => (Func<Task<long>>)(() => writer.WriteAsync(
            Editor,
            "test",
            (write, _) =>
            {
                Category present = write.Categories.Stored(category.Id)!;
                write.Set(present with { Count = present.Count + 1 });
                return Task.FromResult(write.NextVersion);
            },
            Stop,
            id)))]);

        Assert.Equal(1, fake.Submissions - before);
        var stored = Category.FromRow(fake[RowKeys.Category(category.Id)]);
        Assert.Equal((3, 3L), (stored.Count, stored.Version));
        Assert.Equal(3L, fake["v"].GetInt64("CategoryStamp"));
        Assert.Equal(3, (await categories.ReadPresentAsync(Stop)).Stored(category.Id)!.Count);
    }

    public void Dispose() => writer.Dispose();

    // Runs writes that all wait when the first attempt begins.
    private async Task<long[]> TogetherAsync(params Func<Task<long>>[] writes) => await Task.WhenAll(await StartedTogetherAsync(writes));

    private Task<Task<long>[]> StartedTogetherAsync(params Func<Task<long>>[] writes) => StartedTogetherAsync(writer, writes);

    private static async Task<Task<long>[]> StartedTogetherAsync(SiteWriter by, params Func<Task<long>>[] writes)
    {
        var entered = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Task<bool> first = by.WriteAsync(
            Editor,
            "test",
            async (_, _) =>
            {
                entered.SetResult();
                await goOn.Task;
                return true;
            },
            Stop);
        await entered.Task;
        Task<long>[] all = [.. writes.Select(write => write())];
        goOn.SetResult();
        await first;
        return all;
    }

    // Writes rows that belong to an announcement, or to nothing in particular; returns the version of the write.
    private Task<long> AboutAsync(Guid? about, string rowKey, int rows = 1, Action<bool>? saw = null, SiteWriter? by = null) => (by ?? writer).WriteAsync(
        Editor,
        "test",
        async (write, stop) =>
        {
            saw?.Invoke(await write.Table.ReadAsync(rowKey, stop) is not null);
            for (int row = 0; row < rows; row++)
            {
                write.Transaction.Put(write.Table.NewRow(row == 0 ? rowKey : $"{rowKey}:{row}"));
            }

            write.Log(ChangeKind.Internal, about ?? Guid.Empty);
            return write.NextVersion;
        },
        Stop,
        about);

    // Writes one row; returns how often it was planned.
    private async Task<int> WriteAsync(string rowKey, CancellationToken? cancellation = null, SiteWriter? by = null)
    {
        int plans = 0;
        await (by ?? writer).WriteAsync(
            Editor,
            "test",
            (write, _) =>
            {
                plans++;
                write.Transaction.Put(write.Table.NewRow(rowKey));
                return Task.FromResult(true);
            },
            cancellation ?? Stop);
        return plans;
    }

    private void CommitOfAnother(string rowKey)
    {
        SiteVersion version = fake.Version == 0
            ? new SiteVersion(0, "epoch", 0, null)
            : new SiteVersion(fake.Version, fake["v"].GetString("Epoch"), fake["v"].GetInt64("CategoryStamp")!.Value, fake["v"].ETag);
        var write = new SiteWrite(
            fake.Table, version, new CategorySet(0, []), DateTimeOffset.UtcNow, new Actor("another", Role.Editor), "test", new HashSet<string>());
        write.Transaction.Put(fake.Table.NewRow(rowKey));
        fake.Commit(write.ToActions());
    }

    private static Exception Loss(string loss) => loss switch
    {
        "no answer" => new RequestFailedException(0, "No connection could be made."),
        "timed out" => new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout."),
        "broken" => new HttpRequestException("The response ended prematurely."),
        "cut off" => new IOException("Unable to read data from the transport connection."),
        "server" => FakeTable.Failure(500, "OperationTimedOut"),
        "busy" => FakeTable.Failure(503, "ServerBusy"),
        "throttled" => FakeTable.Failure(429, "TooManyRequests"),
        "cancelled by the SDK" => new OperationCanceledException(),
        "several" => new AggregateException(new RequestFailedException(0, "one"), new IOException("two")),
        _ => throw new ArgumentOutOfRangeException(nameof(loss)),
    };
}
