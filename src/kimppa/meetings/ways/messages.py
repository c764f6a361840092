"""How suggestions, surveys and ways of working are told: their states, a survey's results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.meetings.models import Practice, Question, Suggestion, Survey
from kimppa.meetings.ways.disclosure import LEAST
from kimppa.meetings.ways.queries import Result
from kimppa.ui.numbers import day


def suggestion_mark(suggestion: Suggestion) -> tuple[str, str]:
    """The state of a suggestion that was read `with_item`."""
    if suggestion.state == Suggestion.State.ANSWERED:
        return "done", str(suggestion.get_state_display())
    if suggestion.state == Suggestion.State.DECLINED:
        return "no-need", str(suggestion.get_state_display())
    if suggestion.item_pk:
        return "ongoing", _("On an agenda")
    if suggestion.due_on < clock.today():
        return "late", _("Not answered in time")
    return "waiting", str(suggestion.get_state_display())


def survey_mark(survey: Survey) -> tuple[str, str]:
    """The state of a survey."""
    if survey.is_open:
        return "ongoing", _("May be answered until %(day)s") % {"day": day(survey.closes_on)}
    if not survey.is_over:
        return "waiting", _("Closed; the results are shown tomorrow")
    return "done", _("Closed")


def practice_mark(practice: Practice) -> tuple[str, str]:
    """The state of a way of working."""
    today = clock.today()
    if practice.is_judged:
        helped = practice.outcome != Practice.Outcome.DID_NOT
        return "done" if helped else "rejected", str(practice.get_outcome_display())
    if practice.ask_on <= today:
        return "late", _("Ask whether it helped")
    if practice.begins_on > today:
        return "waiting", _("Begins %(day)s") % {"day": day(practice.begins_on)}
    return "ongoing", _("In use")


@dataclass(frozen=True, slots=True)
class Line:
    """What the table of results says of a question, of all or of one municipality."""

    question: str
    place: str
    counts: dict[int, int]
    count: int
    mean: Decimal | None
    previous: Decimal | None


def lines_of(results: Sequence[Result]) -> Iterator[Line]:
    """The lines of the questions on a scale that may be shown, all together first."""
    for result in results:
        if result.question.kind == Question.Kind.SCALE and result.is_shown:
            for town in (None, *result.places):
                yield _line(result, town)


def _line(result: Result, town: Municipality | None) -> Line:
    counts = result.counts_of(town)
    return Line(
        question=result.question.text,
        place=town.name if town else _("All together"),
        counts=counts,
        count=sum(counts.values()),
        mean=result.mean_of(town),
        previous=result.previous.mean_of(town) if result.previous else None,
    )


def remarks_of(results: Sequence[Result]) -> list[dict[str, str]]:
    """The words that may be shown, in an order that tells nothing."""
    return [
        {"question": result.question.text, "text": text}
        for result in results
        for text in result.remarks
    ]


def untold(results: Sequence[Result]) -> list[str]:
    """What is not shown, and why."""
    words = [
        _("%(question)s Fewer than %(least)d have answered, so nothing is shown.")
        % {"question": _ended(result.question.text), "least": LEAST}
        for result in results
        if not result.is_shown
    ]
    if any(result.hides_places for result in results if result.is_shown):
        words.append(
            _(
                "A municipality is shown where at least %(least)d answered, and only if nothing "
                "can be reckoned from it of fewer."
            )
            % {"least": LEAST}
        )
    return words


def _ended(text: str) -> str:
    return text if text.endswith(("?", ".", "!")) else f"{text}:"
