"""What a yes changes for the municipality that is asked, in the words of the rooms."""

from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.core.area import Figures, areas
from kimppa.core.consortium.models import Person
from kimppa.core.differences import Line
from kimppa.core.memo import remember
from kimppa.core.ratification.models import Confirmation


@dataclass(frozen=True, slots=True)
class Effect:
    """A sentence, its figures as (label, value), the lines of a text that differ, documents as
    (title, address), and where more is told. `brief` says it in a few words for a list.
    """

    text: str
    figures: Figures = ()
    lines: tuple[Line, ...] = ()
    language: str = ""
    url: str = ""
    link: str = ""
    documents: Figures = ()
    brief: str = ""


def effects(answers: Sequence[Confirmation], person: Person) -> dict[int, list[Effect]]:
    """What each yes changes, by the answer's key, the same words once; of a question that is
    closed nothing.
    """
    open_answers = [answer for answer in answers if answer.ratification.open]
    if not open_answers:
        return {}
    keys = sorted(answer.pk for answer in open_answers)
    return remember("effects", person.pk, keys, make=lambda: _ask_rooms(open_answers, person))


def _ask_rooms(answers: Sequence[Confirmation], person: Person) -> dict[int, list[Effect]]:
    """What each answer would bring about, by the answer's id; equal texts of rooms once."""
    by_answer: dict[int, list[Effect]] = {}
    for room in areas():
        slugs = room.effects_of or (room.slug,)
        answers_of_room = [answer for answer in answers if answer.ratification.area in slugs]
        if room.effects and answers_of_room:
            for key, effect in room.call("effects", answers_of_room, person).items():
                rooms = by_answer.setdefault(key, [])
                if all(effect.text != earlier_effect.text for earlier_effect in rooms):
                    rooms.append(effect)
    return by_answer
