"""An action and the lines of the agreement that it carries out: neither hides the other."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.agreement.models import Agreement
from kimppa.core.evidence.actions import record_evidence
from kimppa.programme import actions, reports
from kimppa.programme.models import Programme
from kimppa.programme.queries import actions_of
from kimppa.programme.tests.conftest import duty

pytestmark = pytest.mark.django_db


def states(year: int) -> dict[str, str]:
    return {view.clauses[0]: view.status for view in actions_of(year)}


@pytest.mark.every_database
@pytest.mark.parametrize(("own", "others"), [("3.1", "3.2"), ("Å.1", "Å.2"), ("a.1", "A.1")])
def test_an_action_whose_line_has_work_is_not_said_to_be_unstarted(
    louna: Louna, agreement: None, own: str, others: str
) -> None:
    """Work of another line of the same topic starts nothing."""
    one, other = duty(own, "guidance"), duty(others, "guidance")
    actions.draft_from_clauses(by=louna.coordinator, year=2025)
    assert {states(2025)[line.clause] for line in (one, other)} == {"not_started"}
    day = dt.date(2025, 1, 10)
    record_evidence(by=louna.coordinator, topic="guidance", title="Neuvoja", date=day, duty=one)
    assert states(2025)[own] == "in_progress"
    assert states(2025)[others] == "not_started"


def test_the_lines_state_is_said_beside_the_actions_own(louna: Louna, agreed: Programme) -> None:
    """A late line of an action set done by hand, on its page, in the list and in the document."""
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(louna.coordinator)
    duty("8.1", "meetings", due="by 01-05")
    action = agreed.actions.get(clauses=["7.1"], topic="projects")
    action.clauses = ["8.1"]
    action.save()
    actions.override_status(by=louna.coordinator, action=action, status="done", reason="Sovittu")
    for address in (reverse("programme:programme", args=[2025]), action.get_absolute_url()):
        text = client.get(address).content.decode()
        assert "Valmis" in text
        assert "8.1: Myöhässä" in text, address
    facts = reports.facts_of(agreed, follow_up=True)
    assert "8.1: Myöhässä" in [row["lines"] for row in facts["actions"]]


def test_an_action_written_by_hand_stands_under_the_section_of_its_line(
    louna: Louna, programme: Programme
) -> None:
    actions.reopen(by=louna.coordinator, programme=programme, reason="Lisätään")
    duty("5.2", "teams", agreement_year=programme.year, section_title="Yhteistyö")
    values = {"by": louna.coordinator, "programme": programme, "title": "Työ", "topic": "teams"}
    assert actions.add_action(**values, clauses=["5.2"]).section == "Yhteistyö"
    assert actions.add_action(**values, clauses=["9.9"]).section == ""
    assert actions.add_action(**values, clauses=["5.2"], section="Muut").section == "Muut"


def test_a_line_that_the_agreement_lacks_is_refused_by_its_number(
    louna: Louna, draft: Programme
) -> None:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(louna.coordinator)
    url = reverse("programme:action-new", args=[2025])
    values = {"title": "Työ", "topic": "teams", "for_all": "on", "indicator_direction": "at_least"}
    agreement = Agreement.objects.create(year=2025, title="Sopimus")
    section = agreement.sections.create(number="1", title="Palvelut", position=1)
    section.clauses.create(number="1.1", text="Työ", position=1)
    refused = client.post(url, values | {"clauses": "1.1, 9.99"}).content.decode()
    assert "Vuoden 2025 sopimuksessa ei ole kohtaa 9.99." in refused
    agreement.delete()  # what is known from paper may be written beforehand
    saved = client.post(url, values | {"clauses": "9.99"}, follow=True)
    assert saved.redirect_chain
    assert "9.99" in saved.content.decode()
