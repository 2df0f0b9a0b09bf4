namespace Bulletin.Announcements;

/// <summary>
/// Another change came between preparing a body and saving it: the write is left without having done anything, the body is prepared again
/// from what the announcement is now, and the write is begun anew.
/// </summary>
#pragma warning disable CA1032, CA1064 // It never leaves the service.
internal sealed class PreparationOutdatedException : Exception
#pragma warning restore CA1032, CA1064
{
    /// <summary>Whether what was prepared for a patch is not what the patch makes of an announcement.</summary>
    public static bool IsOutdated(AnnouncementInput input, Announcement present)
    {
        if (input.Prepared is not { } prepared)
        {
            return input.Body.IsPresent || input.Format.Or(present.Format) != present.Format || (input.AsksForDerivedLead && !present.IsLeadDerived);
        }

        return prepared.Format != input.Format.Or(present.Format) || (!input.Body.IsPresent && !prepared.Text.Equals(present.BodyText));
    }
}
