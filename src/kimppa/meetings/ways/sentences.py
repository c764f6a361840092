"""What the report says of ways of working."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.queries import standing_decisions
from kimppa.core.memo import read_once
from kimppa.core.words.messages import fill, listed, say
from kimppa.meetings.models import Practice, Suggestion, Survey
from kimppa.meetings.ways.disclosure import LEAST
from kimppa.ui.numbers import number

URL = reverse_lazy("meetings:ways")


def way_sentences(year: int, municipality: Municipality | None) -> list[Sentence]:
    """What was suggested and answered, what was asked, what was changed: four queries for all
    municipalities, and no sentence of what was not done. Suggestions are a municipality's own, the
    rest is joint.
    """
    return [*_suggestions(year, municipality), *_surveys(year), *_outcomes(year)]


def _suggestions(year: int, municipality: Municipality | None) -> Iterator[Sentence]:
    """Six suggestions came; five were answered, and two new ways of working came into use."""
    suggestions = [
        row
        for row in read_once("meetings suggested", year, make=lambda: _arrived(year))
        if municipality is None or row.municipality_id == municipality.pk
    ]
    practices = _begun(year)
    count = len(suggestions)
    answered_count = sum(not suggestion.is_open for suggestion in suggestions)
    if not count and not practices:
        return
    figures = ((_("suggestions"), count), (_("answered suggestions"), answered_count))
    yield Sentence(
        _suggestion_words(count, answered_count, len(practices), municipality),
        figures=tuple((label, number(figure, 0)) for label, figure in figures) if count else (),
        joint=((_("new ways of working"), number(len(practices), 0)),) if practices else (),
        url=URL,
        example=all(row.example for row in (*suggestions, *practices)),
        headline=_headline(count, len(practices)),
    )


def _arrived(year: int) -> list[Suggestion]:
    return list(Suggestion.objects.filter(arrived_on__year=year, municipality__isnull=False))


def _headline(suggestions: int, practices: int) -> tuple[str, str]:
    if suggestions:
        return number(suggestions, 0), ngettext("suggestion", "suggestions", suggestions)
    return number(practices, 0), ngettext("way of working", "ways of working", practices)


def _begun(year: int) -> list[Practice]:
    """Those that came into use in the year, once the decision that they rest on stands."""

    def read() -> list[Practice]:
        basis = Q(decision=None) | Q(decision__in=standing_decisions())
        rows = Practice.objects.filter(basis, begins_on__year=year, begins_on__lte=clock.today())
        return list(rows)

    return read_once("meetings begun", year, make=read)


def _suggestion_words(
    count: int, answered: int, practices: int, municipality: Municipality | None
) -> str:
    use = ngettext(
        "{count} new way of working came into use",
        "{count} new ways of working came into use",
        practices,
    )
    if not count:
        return f"{say(use, count=practices)}."
    town = municipality.name if municipality else ""
    arrived = (
        ngettext(
            "{place:genitive} staff made {count} suggestion",
            "{place:genitive} staff made {count} suggestions",
            count,
        )
        if town
        else ngettext(
            "The staff made {count} suggestion", "The staff made {count} suggestions", count
        )
    )
    clauses = _answer_words(count, answered)
    if practices:
        clauses = _("%(answers)s, and %(use)s") % {
            "answers": clauses,
            "use": fill(use, count=practices),
        }
    return f"{say(arrived, count=count, place=town)}, {clauses}."


def _answer_words(count: int, answered: int) -> str:
    if not answered:
        return ngettext("which waits for an answer", "which wait for an answer", count)
    if answered == count:
        return ngettext("which was answered", "all of which were answered", count)
    return fill(
        ngettext("{count} of which was answered", "{count} of which were answered", answered),
        count=answered,
    )


def _surveys(year: int) -> Iterator[Sentence]:
    """The staff was asked in two surveys, to which 48 answers came; of those that are over."""
    surveys = read_once("meetings surveys", year, make=lambda: _over(year))
    if not surveys:
        return
    count, answers = len(surveys), sum(survey.answers for survey in surveys)
    text = ngettext(
        "The staff was asked in {count} survey, to which {answers} answers came.",
        "The staff was asked in {count} surveys, to which {answers} answers came.",
        count,
    )
    yield Sentence(
        say(text, count=count, answers=answers),
        joint=(
            (_("surveys to the staff"), number(count, 0)),
            (_("answers to surveys"), number(answers, 0)),
        ),
        url=URL,
        example=all(survey.example for survey in surveys),
        headline=(number(answers, 0), ngettext("survey answer", "survey answers", answers)),
    )


def _over(year: int) -> list[Survey]:
    surveys = Survey.objects.filter(closes_on__year=year, answers__gte=LEAST)
    return [survey for survey in surveys if survey.is_over]


def _outcomes(year: int) -> Iterator[Sentence]:
    """Of two ways of working it was asked whether they helped: one did."""
    judged = read_once("meetings judged", year, make=lambda: _judged(year))
    if not judged:
        return
    count = len(judged)
    yield Sentence(
        _outcome_words([practice.outcome for practice in judged]),
        joint=((_("ways of working asked about"), number(count, 0)),),
        url=URL,
        example=all(practice.example for practice in judged),
        headline=(number(count, 0), ngettext("way of working", "ways of working", count)),
    )


def _judged(year: int) -> list[Practice]:
    return list(Practice.objects.filter(judged_on__year=year).exclude(outcome=""))


def _outcome_words(outcomes: Sequence[str]) -> str:
    count = len(outcomes)
    text = ngettext(
        "Of {count} way of working it was asked whether it helped",
        "Of {count} ways of working it was asked whether they helped",
        count,
    )
    asked_words = say(text, count=count)
    if count == 1:
        words = {
            Practice.Outcome.HELPED: _("%(asked)s, and it did."),
            Practice.Outcome.GOES_ON: _("%(asked)s, and it goes on."),
            Practice.Outcome.DID_NOT: _("%(asked)s, but it did not."),
        }
        return words[Practice.Outcome(outcomes[0])] % {"asked": asked_words}
    parts = [
        fill(words, count=outcomes.count(outcome))
        for outcome, words in (
            (Practice.Outcome.HELPED, _("{count} helped")),
            (Practice.Outcome.GOES_ON, _("{count} will go on")),
            (Practice.Outcome.DID_NOT, _("{count} did not help")),
        )
        if outcome in outcomes
    ]
    return f"{asked_words}: {listed(parts)}."
