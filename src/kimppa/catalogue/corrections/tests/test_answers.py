"""Answers to a plan: what is made of them goes by them, also where they are given elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from conftest import Louna
from kimppa.catalogue.corrections import tasks
from kimppa.catalogue.corrections.queries import state_of
from kimppa.catalogue.corrections.tests.test_plans import answer, asked, page
from kimppa.catalogue.models import Check, Rule
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.tests.conftest import signed_in
from kimppa.core import clock
from kimppa.core.consortium.models import Membership
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.words.numerals import in_words
from kimppa.jobs.worker import Worker

pytestmark = pytest.mark.django_db

type Work = Callable[..., Plan]


def of_forssa(plan: Plan) -> Confirmation:
    return Confirmation.objects.get(
        ratification=plan.ratification_id, municipality__name_fi="Forssa"
    )


def test_answers_stand_once_the_file_has_been_made_of_them(
    desk: Client, louna: Louna, previewed: Plan, work: Work, examples: Check
) -> None:
    plan = asked(desk, previewed)
    answer(plan)
    work(plan, "apply", export=examples.snapshot_id)
    given, director = of_forssa(plan), signed_in(louna.directors["061"])
    told = director.post(f"/waiting/answers/{given.pk}/take-back/", follow=True)
    assert "joten ne pysyvät" in told.content.decode()
    director.post(f"/waiting/answers/{given.pk}/", {"answer": "no", "comment": "Emme sittenkään."})
    assert of_forssa(plan).state == "yes"
    question = f"/waiting/{plan.ratification_id}/"
    assert "Kumoa vastaus" not in page(director, question)
    assert "Peru vahvistuspyyntö" not in page(desk, question)
    desk.post(f"{question}withdraw/")
    assert Ratification.objects.get(pk=plan.ratification_id).withdrawn_at is None


def test_a_question_that_is_withdrawn_on_its_own_page_agrees_to_nothing(
    desk: Client, louna: Louna, previewed: Plan, examples: Check
) -> None:
    plan = asked(desk, previewed)
    answer(plan)
    desk.post(f"/waiting/{plan.ratification_id}/withdraw/")
    plan = Plan.objects.get(pk=plan.pk)
    assert state_of(plan) == "previewed"
    path = plan.get_absolute_url()
    desk.post(f"{path}do/apply/", {"export": examples.snapshot_id})
    assert Plan.objects.get(pk=plan.pk).work == ""
    assert "Kysy kirjastoilta" in page(desk, path)
    assert "Kumoa vastaus" not in page(signed_in(louna.directors["061"]), path)


def test_answers_to_a_question_put_again_are_none_to_the_next_one(
    desk: Client, previewed: Plan
) -> None:
    earlier = asked(desk, previewed)
    answer(earlier)
    desk.post(f"{earlier.get_absolute_url()}withdraw/")
    desk.post(f"/waiting/{earlier.ratification_id}/put-again/")
    plan = asked(desk, previewed)
    assert plan.ratification_id != earlier.ratification_id
    assert state_of(plan) == "asked"
    assert Ratification.objects.filter(object_id=f"plan-{plan.pk}", withdrawn_at=None).count() == 1


def test_a_file_made_by_an_answer_that_was_taken_back_meanwhile_is_not_kept(
    desk: Client, louna: Louna, previewed: Plan, examples: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = asked(desk, previewed)
    answer(plan)
    apply = tasks.apply

    def slowly(*given: Any, **named: Any) -> Any:
        made = apply(*given, **named)
        signed_in(louna.directors["061"]).post(f"/waiting/answers/{of_forssa(plan).pk}/take-back/")
        return made

    monkeypatch.setattr(tasks, "apply", slowly)
    desk.post(f"{plan.get_absolute_url()}do/apply/", {"export": examples.snapshot_id})
    Worker().drain()
    plan = Plan.objects.get(pk=plan.pk)
    assert not plan.applied
    assert "vastausta muutettiin" in page(desk, plan.get_absolute_url())


def test_a_no_from_everybody_is_told_as_such(desk: Client, previewed: Plan) -> None:
    plan = asked(desk, previewed)
    places = Confirmation.objects.filter(ratification=plan.ratification_id)
    answer(plan, **{one.municipality.name_fi: "Ei meille." for one in places})
    told = page(desk, plan.get_absolute_url())
    assert "Jokainen kirjasto on vastannut ei" in told
    assert "miettivät" not in told


@pytest.fixture
def of_two(louna: Louna, previewed: Plan) -> Client:
    """Forssa's director, who leads Tammela's library as well."""
    director = louna.directors["061"]
    Membership.objects.create(
        person=director,
        role="director",
        municipality=louna.municipalities["834"],
        valid_from=clock.today(),
    )
    return signed_in(director)


def test_who_leads_two_libraries_answers_for_each(
    of_two: Client, desk: Client, previewed: Plan
) -> None:
    plan = asked(desk, previewed)
    path = plan.get_absolute_url()
    shown = page(of_two, path)
    assert "Vastaus: Forssa" in shown
    assert "Vastaus: Tammela" in shown
    refused = of_two.post(f"{path}answer/834/", {"answer": "no"})
    assert 'id="answer-834-answer-comment_error"' in refused.content.decode()
    assert 'id="answer-061-answer-comment_error"' not in refused.content.decode()
    of_two.post(f"{path}answer/834/", {"answer": "no", "answer-comment": "Teemme itse."})
    of_two.post(f"{path}answer/061/", {"answer": "yes"})
    assert _said(plan) == {"Forssa": "yes", "Tammela": "no"}
    of_two.post(f"{path}take-back/834/")
    assert _said(plan) == {"Forssa": "yes"}
    assert of_two.post(f"{path}answer/103/", {"answer": "yes"}).status_code == 404


def _said(plan: Plan) -> dict[str, str]:
    rows = Confirmation.objects.filter(ratification=plan.ratification_id).exclude(state="awaiting")
    return dict(rows.values_list("municipality__name_fi", "state"))


def test_a_reader_is_told_what_comes_next_and_asked_nothing(
    louna: Louna, desk: Client, previewed: Plan
) -> None:
    reader, path = signed_in(louna.readers["981"]), previewed.get_absolute_url()
    assert "Korjauserää valmistellaan." in page(reader, path)
    asked(desk, previewed)
    assert "Kirjastonjohtajilta kysytään." in page(reader, path)
    assert "Sano kustakin" not in page(reader, f"{path}sample/")


def test_nobody_is_asked_to_answer_yesterday(desk: Client, previewed: Plan) -> None:
    told = desk.post(f"{previewed.get_absolute_url()}ask/", {"ask-due": "1.1.2020"})
    assert "on jo mennyt" in told.content.decode()
    assert Plan.objects.get(pk=previewed.pk).state == "previewed"


def test_a_dry_run_tells_why_records_are_left_alone(
    desk: Client, previewed: Plan, work: Work, examples: Check
) -> None:
    plan = asked(desk, previewed)
    answer(plan, Forssa="Meillä on jo oma käytäntö.")
    plan = work(plan, "dry", export=examples.snapshot_id)
    assert plan.dry["withheld"]["refused"] > 0
    assert "ei ole sanonut kyllä" in page(desk, plan.get_absolute_url())


@pytest.mark.parametrize("asked_for", ["²", "9" * 5000, "0", "-1", "x"])
def test_an_odd_page_number_is_the_first_or_the_last_page(
    desk: Client, previewed: Plan, asked_for: str
) -> None:
    assert page(desk, f"{previewed.get_absolute_url()}changes/?page={asked_for}")


def test_a_question_shows_how_many_of_the_own_records_change_and_of_what_faults(
    desk: Client, louna: Louna, previewed: Plan
) -> None:
    plan = asked(desk, previewed)
    waiting = page(signed_in(louna.directors["061"]), "/waiting/")
    own = plan.shown["places"][str(of_forssa(plan).municipality_id)]
    count = in_words(own["records"], "fi")
    assert f"Forssan tietueista muuttuisi {count}, kaikista tietueista" in waiting
    for rule in Rule.objects.filter(slug__in=own["rules"]):
        assert f"<dt>{escape(rule.text_fi)}</dt><dd>{own['rules'][rule.slug]}</dd>" in waiting
    assert f'href="{plan.get_absolute_url()}"' in waiting
