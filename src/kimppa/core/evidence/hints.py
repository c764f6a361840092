"""Lines that could not be printed as they are: what is said to whoever logs one, and the list."""

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence import phrases
from kimppa.core.evidence.models import Evidence
from kimppa.core.memo import remember
from kimppa.core.words.looks import Advice, Reason, advice, looks

HINTS: dict[Reason, Promise] = {
    Reason.FIRST_PERSON: _("Say what was done rather than who did it: “the shelves were sorted”."),
    Reason.RELATIVE_DAY: _("Leave out “yesterday” and “today”: the date is kept beside."),
    Reason.OTHER_YEAR: _("A day of another year stands in it."),
    Reason.COLONS: _("Make it one sentence: it has two colons."),
    Reason.RAW_COUNT: _("Say the number in the sentence: “25 visitors came”."),
    Reason.UNFINISHED: _("The sentence breaks off."),
    Reason.LONG: _("Shorten it: at most 45 words are printed."),
    Reason.NO_VERB: _("Say what was done with a verb: “a story hour was held”."),
}

# What does not keep a line from being printed, but would make it better.
ADVICE: dict[Advice, Promise] = {
    Advice.TAIL: _("Write what stands behind the comma as a sentence: it is left out now."),
    Advice.NO_OUTCOME: _("What came of it? Add a result or a figure."),
}

HEADING = [Reason.NO_VERB]


def hints(evidence: Evidence) -> list[Promise]:
    """What to rewrite in a line before the report prints it; nothing of what rooms write."""
    if not evidence.handwritten:
        return []
    reasons = looks(evidence.title, evidence.date, evidence.agreement_year)
    if reasons:
        return [HINTS[reason] for reason in reasons]
    return [ADVICE[point] for point in advice(evidence.title) if not _has_figure(evidence, point)]


def _has_figure(evidence: Evidence, point: Advice) -> bool:
    return point == Advice.NO_OUTCOME and evidence.figures.exists()


def unfit(year: int, municipality: Municipality | None = None) -> list[Evidence]:
    """The lines of a year that the report, or that of one municipality, leaves out until they are
    rewritten, the newest first; remembered until something is written.
    """
    code = municipality.code if municipality else ""
    return remember("unfit lines", year, code, make=lambda: _read_unfit(year, municipality))


def _read_unfit(year: int, municipality: Municipality | None) -> list[Evidence]:
    concerned = Evidence.objects.standing().for_municipality(municipality)
    work_entries = list(
        concerned.filter(area="", agreement_year=year, duty__isnull=False).order_by("-date", "-pk")
    )
    reasons = {evidence.pk: looks(evidence.title, evidence.date, year) for evidence in work_entries}
    same = {evidence.same_as_id for evidence in work_entries}
    headings = [evidence for evidence in work_entries if reasons[evidence.pk] == HEADING]
    prefetch_related_objects(headings, "figures")
    # Another entry tells of it, its figure, or the number of meetings.
    covered = {
        evidence.pk
        for evidence in headings
        if evidence.pk in same or evidence.topic in phrases.OCCASIONS or _is_counted(evidence)
    }
    return [
        evidence for evidence in work_entries if reasons[evidence.pk] and evidence.pk not in covered
    ]


def _is_counted(evidence: Evidence) -> bool:
    """Whether a sentence tells what its figures come to."""
    figures = evidence.figures.all()
    return any(phrases.figure_sentence(evidence.topic, f.label, int(f.value)) for f in figures)
