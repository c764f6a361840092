"""The demo's suggestions, surveys and ways of working (`data/demo.toml`), all of them examples."""

import tomllib
from importlib.resources import files
from typing import Any

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda.actions import remove_question
from kimppa.meetings.models import Question, Suggestion, Survey
from kimppa.meetings.ways.actions.practices import add_practice, judge
from kimppa.meetings.ways.actions.suggestions import answer, leave, suggest
from kimppa.meetings.ways.actions.surveys import close_due, count_answer, open_survey

type Row = dict[str, Any]
type Places = dict[str, Municipality]


def load_ways() -> None:
    """Each on its own day."""
    text = files("kimppa.meetings.ways").joinpath("data/demo.toml").read_text(encoding="utf-8")
    content, towns = tomllib.loads(text), {town.code: town for town in municipalities_on()}
    for entry in content["suggestion"]:
        _suggestion(entry, towns)
    for entry in content["survey"]:
        _survey(entry, towns)
    for entry in content["practice"]:
        _practice(entry)
    close_due()


def _suggestion(row: Row, places: Places) -> None:
    with clock.standing_on(row["on"]):
        suggestion = suggest(
            by=SYSTEM,
            title=row["title"],
            reason=row.get("reason", ""),
            municipality=places.get(row["municipality"]),
            example=True,
        )
    if day := row.get("answered"):
        with clock.standing_on(day):
            act, text = (leave, row["left"]) if "left" in row else (answer, row["answer"])
            act(by=SYSTEM, suggestion=suggestion, text=text)


def _survey(row: Row, places: Places) -> None:
    with clock.standing_on(row["opened"]):
        survey = open_survey(
            by=SYSTEM,
            title=row["title"],
            closes_on=row["closes_on"],
            questions=[(question["text"], question["kind"]) for question in row["question"]],
            example=True,
        )
    sheets = 0
    for question, values in zip(survey.questions.all(), row["question"], strict=True):
        sheets = max(sheets, _answers(question, values, places))
    Survey.objects.filter(pk=survey.pk).update(answers=sheets)


def _answers(question: Question, entry: Row, places: Places) -> int:
    """Count the answers of a question; how many there are."""
    answers = [
        (places[code], number)
        for code, numbers in entry.get("answers", {}).items()
        if code in places
        for number in numbers
    ]
    anywhere = next(iter(places.values()), None)
    answers += [(anywhere, words) for words in entry.get("words", []) if anywhere]
    for town, number_or_words in answers:
        count_answer(question, town, number_or_words)
    return len(answers)


def _practice(row: Row) -> None:
    with clock.standing_on(row["on"]):
        practice = add_practice(
            by=SYSTEM,
            title=row["title"],
            begins_on=row["begins_on"],
            ask_on=row["ask_on"],
            suggestion=Suggestion.objects.filter(title=row["suggestion"]).first(),
            example=True,
        )
    key = practice.key
    if day := row.get("judged"):
        with clock.standing_on(day):
            judge(by=SYSTEM, practice=practice, outcome=row["outcome"], words=row["words"])
            remove_question(by=SYSTEM, key=key)
