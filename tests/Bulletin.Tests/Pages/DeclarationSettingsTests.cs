using Bulletin.Settings;
using NodaTime;
using NodaTime.Text;

namespace Bulletin.Tests.Pages;

public sealed class DeclarationSettingsTests
{
    private const string Section = "Bulletin:Pages:Declaration:";

    [Fact]
    public void Everything_required_is_missing_unless_it_is_set()
    {
        Assert.Empty(BulletinSettingsTests.Read(DeclarationTests.Complete).Pages.MissingForDeclaration);
        Assert.Equal(
            [
                "Bulletin:Pages:Institution", "Bulletin:Pages:Contact:Address", Section + "Published", Section + "Updated", Section + "Status",
                Section + "Prepared", Section + "Assessment", Section + "Contact", Section + "Email", Section + "Phone", Section + "Architecture",
                Section + "Communication",
            ],
            BulletinSettingsTests.Read().Pages.MissingForDeclaration);
    }

    [Theory]
    [InlineData("full", false)]
    [InlineData("partial", true)]
    [InlineData("none", true)]
    public void A_site_that_is_not_accessible_must_list_what_is_not(string status, bool isMissing)
    {
        Assert.Equal(isMissing, Read(("Status", status)).Missing.Contains("Exceptions"));
        Assert.DoesNotContain("Exceptions", Read(("Status", status), ("Exempt:0", "Mapy.")).Missing);
    }

    [Fact]
    public void Costs_need_their_assessment_and_an_address_stands_for_a_text()
    {
        Assert.Contains("CostsUrl", Read(("Costs:0", "Nagrania.")).Missing);
        DeclarationSettings addresses = Read(("ArchitectureUrl", "/budynek"), ("CommunicationUrl", "/migowy"), ("AssessmentUrl", "/raport"));
        Assert.All(["Architecture", "Communication", "Assessment", "CostsUrl"], name => Assert.DoesNotContain(name, addresses.Missing));
    }

    [Theory]
    [InlineData("Published", "23.04.2024")]
    [InlineData("Updated", "2024-02-30")]
    [InlineData("Prepared", "2024-4-3")]
    [InlineData("Reviewed", "2024-04-23T10:00:00Z")]
    [InlineData("Status", "Partial")]
    [InlineData("Status", "częściowo")]
    [InlineData("Email", "dostepnosc")]
    [InlineData("Email", "dostepnosc@example.org?cc=x@example.org")]
    [InlineData("Phone", "12\n345")]
    [InlineData("Contact", "\u200B")]
    [InlineData("AssessmentUrl", "javascript:alert(1)")]
    [InlineData("ArchitectureUrl", "//example.org")]
    [InlineData("CommunicationUrl", "www.example.org")]
    [InlineData("CostsUrl", "ftp://example.org")]
    [InlineData("Architecture", "Winda\u0007")]
    [InlineData("Exceptions:0", "Skany\nMapy")]
    [InlineData("Exempt", "Mapy.")]
    [InlineData("Apps", "Miasto")]
    [InlineData("Apps:0:Name", "Miasto")]
    [InlineData("Apps:0:Url", "https://www.example.org/aplikacja")]
    [InlineData("Apps:0:Adres", "https://www.example.org/aplikacja")]
    [InlineData("Review", "2024-04-23")]
    public void A_wrong_setting_names_itself_in_one_line(string name, string value)
    {
        string message = Assert.Throws<SettingsException>(() => Read((name, value))).Message;
        Assert.StartsWith(Section + (name.StartsWith("Apps:0", StringComparison.Ordinal) ? "Apps:0" : name), message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_site_that_meets_the_law_has_no_exceptions() => Assert.StartsWith(
        Section + "Exceptions",
        Assert.Throws<SettingsException>(() => Read(("Status", "full"), ("Exceptions:0", "Skany."))).Message,
        StringComparison.Ordinal);

    [Theory]
    // Reviewed in time for this year, until 31 March of the next.
    [InlineData("2026-01-01", "2026-03-31", false)]
    [InlineData("2026-02-10", "2026-04-01", false)]
    [InlineData("2026-03-31", "2026-12-31", false)]
    [InlineData("2026-03-31", "2027-03-31", false)]
    [InlineData("2026-03-31", "2027-04-01", true)]
    // Reviewed late: this year's review is done, the next one is due all the same.
    [InlineData("2026-04-01", "2026-04-01", false)]
    [InlineData("2026-11-30", "2027-03-31", false)]
    [InlineData("2026-11-30", "2027-04-01", true)]
    // This year's review is not due yet, and the last one was missed or not.
    [InlineData("2025-12-31", "2026-03-31", false)]
    [InlineData("2025-12-31", "2026-04-01", true)]
    [InlineData("2025-01-01", "2026-01-01", false)]
    [InlineData("2024-12-31", "2026-01-01", true)]
    [InlineData("2024-02-29", "2024-12-31", false)]
    // A date in the future does not count.
    [InlineData("2062-03-05", "2026-03-05", true)]
    public void A_review_is_overdue_from_1_April_if_its_year_has_none(string reviewed, string today, bool isOverdue)
    {
        LocalDate date = LocalDatePattern.Iso.Parse(today).Value;
        Assert.Equal(isOverdue, Read(("Reviewed", reviewed)).IsReviewOverdue(date));
        // Before the first review, the day of preparation counts.
        Assert.Equal(isOverdue, Read(("Prepared", reviewed)).IsReviewOverdue(date));
        Assert.Equal(isOverdue, Read(("Prepared", "2020-09-23"), ("Reviewed", reviewed)).IsReviewOverdue(date));
    }

    [Fact]
    public void A_declaration_that_was_never_prepared_is_missing_but_not_overdue() =>
        Assert.False(Read().IsReviewOverdue(new LocalDate(2026, 6, 1)));

    private static DeclarationSettings Read(params (string Name, string? Value)[] settings) =>
        BulletinSettingsTests.Read([.. settings.Select(setting => (Section + setting.Name, setting.Value))]).Pages.Declaration;
}
