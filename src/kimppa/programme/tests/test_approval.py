"""Drafting, approving, new versions and delivery: what people get when they do it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import Confirmation
from kimppa.core.releases.models import Delivery, Release
from kimppa.programme import actions
from kimppa.programme.actions import JointDecision
from kimppa.programme.confirmation import is_confirmed, ratification_of
from kimppa.programme.models import Action, Programme
from kimppa.programme.tests.conftest import duty

MEETING = JointDecision(dt.date(2025, 1, 9), "Louna-johtajien kokous 1/2025", "3")


def first(programme: Programme) -> Action:
    return programme.actions.order_by("number").first()


def test_each_clause_becomes_one_action_ready_to_edit(draft: Programme) -> None:
    rows = list(draft.actions.order_by("number"))
    assert [(row.number, row.clauses, row.topic) for row in rows] == [
        ("2025-01", ["1.1"], "catalogue-integrity"),
        ("2025-02", ["2.1"], "statistics-units"),
        ("2025-03", ["7.1"], "projects"),
    ]
    assert rows[0].title == "Luettelon yhtenäisyys"
    assert rows[0].continuous
    assert rows[1].end == dt.date(2026, 1, 31)
    assert [step.due for step in rows[1].steps.all()] == [dt.date(2026, 1, 31)]
    assert not actions.missing(draft)


def test_a_year_without_an_agreement_or_with_a_programme_is_refused(
    louna: Louna, draft: Programme
) -> None:
    with pytest.raises(ValidationError):
        actions.draft_from_clauses(by=louna.coordinator, year=2031)
    with pytest.raises(ValidationError):
        actions.draft_from_clauses(by=louna.coordinator, year=2025)
    assert Programme.objects.count() == 1


def test_only_the_coordinator_writes_a_programme(louna: Louna, draft: Programme) -> None:
    for person in [louna.directors["981"], louna.staff["981"], louna.readers["981"]]:
        with pytest.raises(PermissionDenied):
            actions.add_action(by=person, programme=draft, title="x", topic="teams")
        with pytest.raises(PermissionDenied):
            actions.change_action(by=person, action=first(draft), municipalities=None, title="x")
        with pytest.raises(PermissionDenied):
            actions.approve(by=person, programme=draft)
    assert draft.actions.count() == 3


def test_an_unfinished_programme_is_not_approved_and_it_says_what_is_missing(
    louna: Louna, draft: Programme
) -> None:
    actions.change_action(
        by=louna.coordinator, action=first(draft), municipalities=None, goal="", responsible=""
    )
    with pytest.raises(ValidationError) as refused:
        actions.approve(by=louna.coordinator, programme=draft, joint=MEETING)
    assert len(refused.value.messages) == 1
    assert refused.value.messages[0].startswith("2025-01")
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_meetings_decision_approves_and_is_kept_as_a_decision(
    louna: Louna, agreed: Programme
) -> None:
    assert agreed.approved_at == MEETING.date
    assert is_confirmed(agreed)
    assert agreed.decision.section == "3"
    assert Decision.objects.get(pk=agreed.decision_id).topic == "programme"


def test_the_approved_text_stays_when_the_working_text_changes(
    louna: Louna, agreed: Programme
) -> None:
    actions.change_action(
        by=louna.coordinator, action=first(agreed), municipalities=None, title="Uusi sanamuoto"
    )
    row = first(agreed)
    assert row.official_title == "Luettelon yhtenäisyys"
    assert row.title == "Uusi sanamuoto"
    assert row.reworded
    with pytest.raises(TypeError):
        actions.change_action(
            by=louna.coordinator, action=row, municipalities=None, official_title="x"
        )
    with pytest.raises(ValidationError):
        actions.add_action(by=louna.coordinator, programme=agreed, title="x", topic="teams")
    with pytest.raises(ValidationError):
        actions.remove_action(by=louna.coordinator, action=row)


def test_a_new_version_needs_a_reason_and_locks_the_new_text(
    louna: Louna, agreed: Programme
) -> None:
    with pytest.raises(ValidationError):
        actions.reopen(by=louna.coordinator, programme=agreed, reason=" ")
    actions.reopen(by=louna.coordinator, programme=agreed, reason="Quria siirtyi")
    assert (agreed.state, agreed.version) == ("draft", 2)
    actions.change_action(
        by=louna.coordinator, action=first(agreed), municipalities=None, title="Uusi"
    )
    assert first(agreed).official_title == "Luettelon yhtenäisyys"
    actions.approve(by=louna.coordinator, programme=agreed, joint=MEETING)
    assert first(agreed).official_title == "Uusi"


def test_directors_yes_confirms_and_a_no_does_not(louna: Louna, draft: Programme) -> None:
    actions.approve(by=louna.coordinator, programme=draft)
    assert not is_confirmed(draft)
    question = ratification_of(draft)
    for code, director in louna.directors.items():
        one = question.confirmations.get(municipality__code=code)
        answer(by=director, confirmation=one, yes=code != "981", comment="Odotetaan budjettia")
    assert not is_confirmed(draft)
    own = question.confirmations.get(municipality__code="981")
    answer(by=louna.directors["981"], confirmation=own, yes=True)
    assert is_confirmed(draft)


def test_reopening_withdraws_an_open_question_and_asks_anew(louna: Louna, draft: Programme) -> None:
    actions.approve(by=louna.coordinator, programme=draft)
    actions.reopen(by=louna.coordinator, programme=draft, reason="Tavoite puuttui")
    assert not Confirmation.objects.filter(
        ratification__withdrawn_at=None, ratification__area="programme"
    )
    actions.approve(by=louna.coordinator, programme=draft)
    assert ratification_of(draft).confirmations.count() == 5


def test_delivery_reaches_each_director_once_and_fulfils_the_clause(
    louna: Louna, agreed: Programme
) -> None:
    result = actions.deliver_programme(by=louna.coordinator, programme=agreed)
    assert len(result.deliveries) == 5
    assert not result.unreached
    assert sorted(file.name.rpartition(".")[2] for file in result.release.files.all()) == [
        "docx",
        "pdf",
        "xlsx",
    ]
    assert Evidence.objects.filter(topic="programme", kind="delivery").count() == 5
    again = actions.deliver_programme(by=louna.coordinator, programme=agreed)
    assert not again.deliveries
    assert (Release.objects.count(), Delivery.objects.count()) == (1, 5)
    assert OutgoingMail.objects.count() == 5
    for person in [louna.directors["981"], louna.staff["981"]]:
        with pytest.raises(PermissionDenied):
            actions.deliver_programme(by=person, programme=agreed)


def test_an_unconfirmed_programme_goes_out_provisional_and_then_finally(
    louna: Louna, draft: Programme
) -> None:
    with pytest.raises(ValidationError):
        actions.deliver_programme(by=louna.coordinator, programme=draft)
    actions.approve(by=louna.coordinator, programme=draft)
    assert actions.deliver_programme(by=louna.coordinator, programme=draft).release.provisional
    for one in ratification_of(draft).confirmations.all():
        answer(by=louna.directors[one.municipality.code], confirmation=one, yes=True)
    final = actions.deliver_programme(by=louna.coordinator, programme=draft).release
    assert (final.version, final.provisional) == (2, False)
    assert final.reason


def test_removing_a_draft_leaves_nothing(louna: Louna, draft: Programme) -> None:
    actions.remove_draft(by=louna.coordinator, programme=draft)
    assert not Programme.objects.exists()
    assert AuditEvent.objects.filter(action="programme.remove").exists()


def test_an_approved_programme_is_not_removed(louna: Louna, agreed: Programme) -> None:
    with pytest.raises(ValidationError):
        actions.remove_draft(by=louna.coordinator, programme=agreed)


def test_a_duty_with_two_days_has_a_step_for_each(louna: Louna) -> None:
    duty("2.1", "statistics-units", kind="deliverable", due="half-yearly by 08-31, 01-31 +1")
    duty("5.1", "meetings", due="quarterly")
    draft = actions.draft_from_clauses(by=louna.coordinator, year=2025)
    statistics, meetings = draft.actions.order_by("number")
    assert [f"{step.due}" for step in statistics.steps.all()] == ["2025-08-31", "2026-01-31"]
    assert (f"{statistics.end}", statistics.continuous) == ("2026-01-31", False)
    assert not meetings.steps.exists()


def test_a_question_shows_how_many_actions_concern_the_municipality(
    louna: Louna, draft: Programme, client: Client
) -> None:
    places = louna.municipalities
    actions.change_action(by=louna.coordinator, action=first(draft), municipalities=[places["834"]])
    actions.approve(by=louna.coordinator, programme=draft)
    for code, words in (
        ("834", "Ohjelman kolmesta toimenpiteestä kolme koskee Tammelan kirjastoa."),
        ("981", "Ohjelman kolmesta toimenpiteestä kaksi koskee Ypäjän kirjastoa."),
    ):
        client.force_login(louna.directors[code])
        assert words in client.get("/waiting/").content.decode()
