"""A municipality's yes: given, taken back, withdrawn and put again."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.actions import batch
from kimppa.core.audit.undo import events_of, undo
from kimppa.core.decisions.actions import correct_decision, record_decision
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.proposals.actions import address_of
from kimppa.core.ratification import effects as effects_module
from kimppa.core.ratification.actions import answer, ask, reopen, take_back, withdraw
from kimppa.core.ratification.effects import Effect, effects
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification
from kimppa.core.ratification.queries import (
    count_answers,
    visible_confirmations,
    visible_ratifications,
)

ORIGIN = ("desk", "question-1")


def asked(louna: Louna, level: str = "director", *codes: str) -> Ratification:
    places = [louna.municipalities[code] for code in codes or louna.municipalities]
    return ask(
        by=louna.coordinator, origin=ORIGIN, title="Jakoperuste", municipalities=places, level=level
    )


def of(ratification: Ratification, code: str) -> Confirmation:
    return ratification.confirmations.get(municipality__code=code)


def test_a_yes_counts_and_can_be_taken_back(louna: Louna) -> None:
    confirmation = of(asked(louna), "981")
    answer(by=louna.directors["981"], confirmation=confirmation, yes=True)
    assert count_answers(confirmation.ratification).yes == 1
    take_back(by=louna.directors["981"], confirmation=confirmation)
    assert count_answers(confirmation.ratification).yes == 0


def test_the_directors_get_a_letter_once(louna: Louna) -> None:
    """In their own language, with the own address where they answer; others get none."""
    director = louna.directors["981"]
    director.language = "sv"
    director.save()
    places = [louna.municipalities[code] for code in ("981", "061")]
    for _again in range(2):
        ratification = ask(
            by=louna.coordinator,
            origin=ORIGIN,
            title="Jakoperuste",
            municipalities=places,
            due=dt.date(2025, 1, 31),
        )
    letters = {mail.to: mail for mail in OutgoingMail.objects.filter(subject__contains="Jakop")}
    assert letters.keys() == {director.email, louna.directors["061"].email}
    swedish = letters[director.email].body
    link = AnswerLink.objects.get(ratification=ratification, person=director)
    assert address_of(link) in swedish
    assert "Ypäjä" in swedish
    assert "31.1.2025" in swedish
    assert swedish.startswith("Hej")
    assert letters[louna.directors["061"].email].body.startswith("Hei")


def test_examples_send_no_letters(louna: Louna) -> None:
    places = [louna.municipalities["981"]]
    ask(by=louna.coordinator, origin=ORIGIN, title="Jako", municipalities=places, example=True)
    assert not OutgoingMail.objects.filter(subject__contains="Jako").exists()


def test_a_question_taken_back_before_its_letters_left_is_written_of_anew(louna: Louna) -> None:
    """A letter that has left is not written again, nor to who has answered."""
    with batch("a" * 32):
        ratification = asked(louna, "director", "981", "061", "834")
    sent = OutgoingMail.objects.get(to=louna.directors["061"].email)
    undo(by=louna.coordinator, events=events_of("a" * 32))
    assert not OutgoingMail.objects.filter(batch="a" * 32).exists()
    sent.save(force_insert=True)
    ratification.refresh_from_db()
    ratification.confirmations.filter(municipality__code="834").update(
        state="yes", date=clock.today()
    )
    reopen(by=louna.coordinator, ratification=ratification)
    addresses = sorted(mail.to for mail in OutgoingMail.objects.all())
    assert addresses == sorted(louna.directors[code].email for code in ("061", "981"))


def test_another_municipality_cannot_answer_or_take_back(louna: Louna) -> None:
    confirmation = of(asked(louna), "981")
    for person in (louna.directors["061"], louna.readers["981"]):
        with pytest.raises(PermissionDenied):
            answer(by=person, confirmation=confirmation, yes=True)
        with pytest.raises(PermissionDenied):
            take_back(by=person, confirmation=confirmation)


def test_a_withdrawn_question_takes_no_answers_until_it_is_put_again(louna: Louna) -> None:
    ratification = asked(louna)
    withdraw(by=louna.coordinator, ratification=ratification)
    with pytest.raises(ValidationError):
        answer(by=louna.directors["981"], confirmation=of(ratification, "981"), yes=True)
    reopen(by=louna.coordinator, ratification=ratification)
    answer(by=louna.directors["981"], confirmation=of(ratification, "981"), yes=True)
    assert count_answers(ratification).yes == 1


def test_a_question_that_has_been_asked_anew_stays_withdrawn(louna: Louna) -> None:
    first = asked(louna)
    withdraw(by=louna.coordinator, ratification=first)
    asked(louna)
    with pytest.raises(ValidationError):
        reopen(by=louna.coordinator, ratification=first)


def test_an_answer_is_not_dated_to_come(louna: Louna) -> None:
    with pytest.raises(ValidationError):
        answer(
            by=louna.directors["981"],
            confirmation=of(asked(louna), "981"),
            yes=True,
            date=dt.date(2025, 1, 15),
        )


def test_each_sees_the_questions_put_to_the_own_municipality(louna: Louna) -> None:
    ratification = asked(louna, "director", "981", "834")
    assert ratification in visible_ratifications(louna.readers["981"])
    assert ratification not in visible_ratifications(louna.directors["061"])
    own = visible_confirmations(louna.directors["981"]).filter(ratification=ratification)
    assert [confirmation.municipality.code for confirmation in own] == ["981"]
    every = visible_confirmations(louna.coordinator).filter(ratification=ratification)
    assert every.count() == 2


def test_a_day_that_is_past_is_refused_whoever_asks(louna: Louna) -> None:
    values: Any = {"origin": ORIGIN, "title": "T", "municipalities": [louna.municipalities["834"]]}
    yesterday = clock.today() - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="mennyt"):
        ask(by=louna.coordinator, due=yesterday, **values)
    earlier = clock.now() - dt.timedelta(days=30)
    assert ask(by=louna.coordinator, due=yesterday, at=earlier, **values).due == yesterday


@pytest.mark.parametrize("written", ["§ 12/2027", "12/2027 §", " 12/2027 ", "§12/2027"])
def test_the_sign_that_people_type_is_not_kept_twice(louna: Louna, written: str) -> None:
    row = of(asked(louna, "municipal", "834"), "834")
    by = louna.coordinator
    answer(by=by, confirmation=row, yes=True, body="Valtuusto", section=written)
    decision = record_decision(by=by, text="P", date=clock.today(), section=written)
    assert (row.section, decision.section) == ("12/2027", "12/2027")
    correct_decision(by=by, decision=decision, section=f"{written} ")
    assert decision.section == "12/2027"


def test_a_question_is_asked_of_somebody_and_has_a_title(louna: Louna) -> None:
    some = [louna.municipalities["834"]]
    for title, municipalities in (("Kysymys", []), (" ", some), ("x" * 301, some)):
        with pytest.raises(ValidationError):
            ask(
                by=louna.coordinator,
                origin=("desk", "new"),
                title=title,
                municipalities=municipalities,
            )
    assert not Ratification.objects.filter(object_id="new").exists()


def test_what_two_rooms_say_alike_of_a_yes_is_said_once(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = list(asked(louna, "director", "834").confirmations.all())

    class Room:
        effects = "a path"
        effects_of: tuple[str, ...] = (answers[0].ratification.area,)

        def call(self, _name: str, rows: list[Confirmation], _person: object) -> object:
            return {row.pk: Effect("Tietueista muuttuisi neljä.") for row in rows}

    class OtherRoom(Room):
        effects_of = ()
        slug = "another"

        def call(self, *_args: object) -> object:
            raise AssertionError("the question is not of this room")

    monkeypatch.setattr(effects_module, "areas", lambda: [Room(), OtherRoom(), Room()])
    (said,) = effects(answers, louna.directors["834"]).values()
    assert [effect.text for effect in said] == ["Tietueista muuttuisi neljä."]
