"""Reading surveys under the rule of five, and the items that are about a matter."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.meetings.models import Item, Question, Survey, Tally
from kimppa.meetings.ways.disclosure import LEAST, mean, same_words, shown_places

type Counts = dict[int, int]
"""How many gave each number."""
type PlaceCounts = dict[Municipality, Counts]


def items_about(key: str) -> list[str]:
    """The items of agendas about a matter of the room, by what their own work is known by."""
    items = Item.objects.filter(area="meetings", object_id__startswith=key)
    return [
        f"item-{pk}"
        for pk, object_id in items.values_list("pk", "object_id")
        if key.endswith("-") or object_id == key
    ]


@dataclass(frozen=True)
class Result:
    """What was answered to a question, all that may be shown of it.

    `counts` are of each municipality by number; `places` says which of them may be shown;
    `previous` is the result of the last survey before that asked the same.
    """

    question: Question
    counts: Mapping[Municipality, Counts]
    remarks: Sequence[str] = ()
    previous: "Result | None" = None

    @cached_property
    def count(self) -> int:
        """How many answered."""
        return sum(self._answered.values())

    @cached_property
    def is_shown(self) -> bool:
        """Whether enough have answered for anything to be shown."""
        return self.count >= LEAST

    @cached_property
    def places(self) -> list[Municipality]:
        """The municipalities that may be shown beside all, in their order."""
        visible = shown_places(self._answered)
        return sorted(
            (town for town in self.counts if town in visible),
            key=lambda town: (town.position, town.pk),
        )

    @cached_property
    def hides_places(self) -> bool:
        """Whether somebody answered in a municipality that is not shown."""
        return any(count and town not in self.places for town, count in self._answered.items())

    def counts_of(self, place: Municipality | None) -> Counts:
        """How many gave each number, in one municipality that is shown or in all."""
        totals: Counts = defaultdict(int)
        for municipality, counts in self.counts.items():
            if place in (None, municipality):
                for number, count in counts.items():
                    totals[number] += count
        return totals

    def mean_of(self, place: Municipality | None) -> Decimal | None:
        """The mean of one municipality or of all; None where it may not be shown."""
        is_shown = self.is_shown and (place is None or place in self.places)
        return mean(self.counts_of(place)) if is_shown else None

    @cached_property
    def _answered(self) -> dict[Municipality, int]:
        return {town: sum(counts.values()) for town, counts in self.counts.items()}


def results_of(survey: Survey) -> list[Result]:
    """What was answered to each question: nothing before it is over. Five queries at most."""
    if not survey.is_over:
        return []
    questions = list(survey.questions.prefetch_related("remarks"))
    previous = _previous(survey, questions)
    counts = _counts([*questions, *previous.values()])
    return [_result(question, counts, previous.get(question.pk)) for question in questions]


def _result(
    question: Question, counts: Mapping[int, PlaceCounts], previous: Question | None
) -> Result:
    earlier_result = Result(previous, counts[previous.pk]) if previous else None
    result = Result(question, counts[question.pk], previous=earlier_result)
    if not result.is_shown:
        return result
    remarks = [remark.text for remark in question.remarks.all()]
    return replace(result, remarks=remarks)


def _counts(questions: Sequence[Question]) -> dict[int, PlaceCounts]:
    tallies = Tally.objects.filter(question__in=[question.pk for question in questions])
    counts: dict[int, PlaceCounts] = defaultdict(lambda: defaultdict(dict))
    for tally in tallies.select_related("municipality"):
        counts[tally.question_id][tally.municipality][tally.value] = tally.count
    return counts


def _previous(survey: Survey, questions: Sequence[Question]) -> dict[int, Question]:
    """The question of the last survey before that asked the same on a scale, by question."""
    earlier_questions = Question.objects.filter(
        kind=Question.Kind.SCALE, survey__closes_on__lt=survey.opened_on
    ).select_related("survey")
    newest_by_words: dict[str, Question] = {}
    for question in earlier_questions.order_by("survey__closes_on", "survey__pk"):
        if question.survey.is_over:
            newest_by_words[same_words(question.text)] = question
    return {
        question.pk: earlier_question
        for question in questions
        if question.kind == Question.Kind.SCALE
        and (earlier_question := newest_by_words.get(same_words(question.text)))
    }


def open_surveys() -> Iterator[Survey]:
    """Those that may be answered today."""
    surveys = Survey.objects.filter(closed_on=None, closes_on__gte=clock.today())
    yield from surveys.order_by("closes_on", "pk")
