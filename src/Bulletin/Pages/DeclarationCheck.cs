using Bulletin.Http;
using Bulletin.Settings;
using Microsoft.Extensions.Logging;

namespace Bulletin.Pages;

/// <summary>Tells an operator what the declaration of accessibility lacks.</summary>
internal static class DeclarationCheck
{
    /// <summary>Returns the warnings, each a line: missing settings, and an overdue review.</summary>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="now">The present time.</param>
    public static IReadOnlyList<string> WarningsOf(BulletinSettings settings, DateTimeOffset now)
    {
        PageSettings pages = settings.Pages;
        if (!pages.Enabled)
        {
            return [];
        }

        List<string> warnings = [];
        if (pages.MissingForDeclaration is { Count: > 0 } missing)
        {
            warnings.Add($"The declaration of accessibility is incomplete. Missing settings: {string.Join(", ", missing)}.");
        }

        if (pages.Declaration.IsReviewOverdue(SiteDate.Of(now, settings.TimeZone)))
        {
            warnings.Add(
                "The review of the declaration of accessibility is overdue: the law asks for one every year by 31 March. "
                + "After the review, set its date in Bulletin:Pages:Declaration:Reviewed.");
        }

        return warnings;
    }

    /// <summary>Logs the warnings, while a host is starting.</summary>
    public static void LogWarnings(BulletinSettings settings, TimeProvider clock, ILogger log)
    {
        foreach (string warning in WarningsOf(settings, clock.GetUtcNow()))
        {
            log.LogWarning("{Warning}", warning);
        }
    }
}
