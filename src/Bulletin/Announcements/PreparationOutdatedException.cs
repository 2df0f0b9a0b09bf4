namespace Bulletin.Announcements;

/// <summary>
/// The announcement changed between the preparation of a body and the write. The write is abandoned, the body is
/// prepared again for the current announcement, and the write is retried.
/// </summary>
#pragma warning disable CA1032, CA1064 // It never leaves the service.
internal sealed class PreparationOutdatedException : Exception
#pragma warning restore CA1032, CA1064
{
    /// <summary>
    /// Returns true if the body prepared for a patch does not match the result of the patch on this announcement.
    /// </summary>
    public static bool IsOutdated(AnnouncementInput input, Announcement present)
    {
        if (input.Prepared is not { } prepared)
        {
            return input.Body.IsPresent
                || input.Format.Or(present.Format) != present.Format
                || (input.AsksForDerivedLead && !present.IsLeadDerived);
        }

        return prepared.Format != input.Format.Or(present.Format) || (!input.Body.IsPresent && !prepared.Text.Equals(present.BodyText));
    }
}
