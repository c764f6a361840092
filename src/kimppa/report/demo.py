"""The report of 2024 as a draft on the demo's day: freezing it is the user's next step."""

from kimppa.core.consortium.queries import receivers
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.report.actions import add_comment, edit_paragraph, share_draft, star, start_report
from kimppa.report.models import Report

YEAR = 2024
LEAD = (
    "Vuosi 2024 oli Louna-kirjastoille järjestelmänvaihdon valmistelun vuosi. Samalla kuntien "
    "yhteinen E-kirjasto avattiin ja Finnan etusivua kehitettiin yhdessä."
)
TEAMS = (
    "Louna-kirjastojen Teams-työtilaa ylläpidettiin läpi vuoden. Elokuussa kanavat järjestettiin "
    "aiheittain, jotta kokousten väliset asiat löytyvät helpommin."
)
COMMENT = "Voisiko tässä mainita syysloman tarinapolun? Siitä tuli paljon kiitosta."
HIGHLIGHTS = ("elibrary", "migration", "finna-platform")


def load() -> None:
    """Draft the report, reword two paragraphs and star some of the year's work."""
    report = start_report(by=SYSTEM, year=YEAR, example=True)
    _reword(report, "lead", LEAD)
    _reword(report, "5.2", TEAMS)
    for topic in HIGHLIGHTS:
        work = Evidence.objects.standing().filter(agreement_year=YEAR, topic=topic)
        latest_work = work.exclude(source="").order_by("-date").first() or work.first()
        if latest_work is not None:
            star(by=SYSTEM, report=report, evidence=latest_work, example=True)
    share_draft(by=SYSTEM, report=report)
    _comment(report, "3.1")


def _comment(report: Report, clause: str) -> None:
    """What the director of the last municipality says of a line."""
    paragraph = report.paragraphs.filter(clause=clause, municipality__isnull=False).last()
    if paragraph and paragraph.municipality:
        for _town, director in receivers([paragraph.municipality]):
            add_comment(by=director, paragraph=paragraph, text=COMMENT, example=True)


def _reword(report: Report, clause: str, text: str) -> None:
    paragraph = report.paragraphs.get(clause=clause, municipality=None)
    edit_paragraph(by=SYSTEM, paragraph=paragraph, text=text, example=True)
