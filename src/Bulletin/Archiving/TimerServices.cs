using Bulletin.Archiving.Chores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>The registration of the timers, with the list of the chores of each.</summary>
internal static class TimerServices
{
    public static void AddTimers(this IServiceCollection services)
    {
        services.AddSingleton<DueAnnouncements>();
        services.AddSingleton(provider => new PublishDueAnnouncements(
            [
                provider.Make<SettlePublished>(),
                provider.Make<SettlePins>(),
            ],
            provider.GetRequiredService<ILogger<PublishDueAnnouncements>>()));
        services.AddSingleton(provider => new ArchiveOldAnnouncements(
            [
                provider.Make<ArchiveExpired>(),
                provider.Make<ArchiveOld>(),
                provider.Make<EmptyBin>(),
                provider.Make<SweepMedia>(),
                provider.Make<ForgetIdempotencyKeys>(),
                provider.Make<ForgetOldChanges>(),
                provider.Make<FinishMerges>(),
                provider.Make<ForgetRefusedRequests>(),
                provider.Make<BringUpLayouts>(),
                provider.Make<SaveSearchIndex>(),
            ],
            provider.GetRequiredService<ILogger<ArchiveOldAnnouncements>>()));
    }

    private static Chore Make<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
        System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceProvider provider)
        where T : Chore => ActivatorUtilities.CreateInstance<T>(provider);
}
