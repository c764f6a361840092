"""What was pressed is taken back by the link of its message."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import undo
from kimppa.core.consortium.models import Branch
from kimppa.statistics.models import (
    BranchEvent,
    Enquiry,
    Explanation,
    Round,
    TableVersion,
    Take,
    WebVisits,
)
from kimppa.statistics.tests.test_line import YEAR, signed_in, upload, value
from kimppa.statistics.tests.test_tables import VARIABLES, edit, row_of
from kimppa.statistics.tests.test_webvisits import of_loans
from kimppa.statistics.visits.actions import set_visits
from tests.undone import lost_fields

TOWN = f"{YEAR}municipality/981/"


@pytest.fixture
def desk(january: Louna) -> Client:
    return signed_in(january.coordinator)


def event_fields(**changed: str) -> dict[str, str]:
    branch = str(Branch.objects.get(code="ypä").pk)
    days = {"start": "1.6.2024", "end": "15.8.2024"}
    return {"branch": branch, "kind": "renovation", "text": "Katto vuoti", **days, **changed}


def way_back(page: HttpResponse) -> str:
    """The address of the button in the message that stands on the page."""
    return re.findall(r'action="([^"]*/undo/[^"]+)"', page.content.decode())[-1]


def press(desk: Client, address: str, fields: Mapping[str, Any] | None = None) -> str:
    return way_back(desk.post(address, fields or {}, follow=True))


def locked() -> bool:
    return Round.objects.get(year=2024).locked_at is not None


def opened() -> bool:
    return Round.objects.get(year=2024).open_at is not None


@pytest.mark.parametrize(
    ("command", "state"), [("lock", locked), ("open", opened)], ids=["lock", "open"]
)
def test_a_year_goes_back_and_forth(desk: Client, command: str, state: Callable[[], bool]) -> None:
    back = press(desk, f"{YEAR}{command}/")
    assert state()
    again = press(desk, back)
    assert not state()
    desk.post(again)
    assert state()


def test_an_event_noted_corrected_and_removed(desk: Client) -> None:
    rows = BranchEvent.objects.filter(branch__code="ypä")
    desk.post(press(desk, f"{TOWN}events/", event_fields()))
    assert not rows.exists()
    desk.post(f"{TOWN}events/", event_fields())
    page = f"{YEAR}events/{rows.get().pk}/"
    seen = desk.get(page).context["form"]["seen"].value()
    back = press(desk, page, event_fields(text="Lattia vuoti", seen=seen))
    assert rows.get().text == "Lattia vuoti"
    desk.post(back)
    assert rows.get().text == "Katto vuoti"
    back = press(desk, f"{page}remove/")
    assert not rows.exists()
    desk.post(back)
    assert rows.get().text == "Katto vuoti"


def test_a_locked_year_takes_nothing_back(desk: Client) -> None:
    back = press(desk, f"{TOWN}events/", event_fields())
    desk.post(f"{YEAR}lock/")
    desk.post(back)
    assert BranchEvent.objects.filter(branch__code="ypä").exists()


def test_an_explanation_given_changed_and_removed(desk: Client) -> None:
    Explanation.objects.all().delete()  # the example's own
    finding = {"number": "V16", "field": "LAI_total"}
    desk.post(press(desk, f"{TOWN}explain/", {**finding, "text": "Remontti."}))
    assert not Explanation.objects.exists()
    desk.post(f"{TOWN}explain/", {**finding, "text": "Remontti."})
    desk.post(press(desk, f"{TOWN}explain/", {**finding, "text": "Muutto."}))
    assert Explanation.objects.get().text == "Remontti."
    back = press(desk, f"{TOWN}unexplain/", finding)
    assert not Explanation.objects.exists()
    desk.post(back)
    assert Explanation.objects.get().text == "Remontti."


def test_a_table_is_as_before_unless_it_was_changed_since(desk: Client) -> None:
    number = row_of("variables", code="LAI_total")
    edit(desk, "variables", number, name_fi="Lainauksia")
    back = way_back(desk.get(VARIABLES))
    edit(desk, "variables", number, name_fi="Lainausten määrä")
    last = way_back(desk.get(VARIABLES))
    desk.post(back)
    assert TableVersion.objects.count() == 2
    desk.post(last)
    assert "Lainauksia" in TableVersion.objects.all()[0].content
    assert TableVersion.objects.count() == 3


def test_a_file_in_use_is_taken_back(desk: Client) -> None:
    before = value("LAI_total", "061")
    take = upload(desk, b"Toimipiste;Lainat\nfor;1000\n")
    back = press(desk, f"/statistics/imports/{take.pk}/take-in/")
    assert value("LAI_total", "061") == 1000
    desk.post(back)
    assert value("LAI_total", "061") == before
    assert not Take.objects.get(pk=take.pk).in_use


def test_visits_are_split_as_before(desk: Client) -> None:
    row, before = WebVisits.objects.get(), value("KAY_web", "061")
    fields = {"service": row.service_id, "visits": "100001", "key": row.key_id}
    back = press(desk, f"{YEAR}web-visits/", fields)
    assert value("KAY_web", "061") != before
    desk.post(back)
    assert (WebVisits.objects.get().visits, value("KAY_web", "061")) == (row.visits, before)
    back = press(desk, f"/statistics/web-visits/{row.pk}/remove/")
    assert not WebVisits.objects.exists()
    desk.post(back)
    standing = WebVisits.objects.get()
    assert (standing.visits, standing.key_id, standing.method) == (
        row.visits, row.key_id, row.method,
    )  # fmt: skip
    assert value("KAY_web", "061") == before


def test_another_key_is_taken_back(desk: Client) -> None:
    row, before = WebVisits.objects.get(), value("KAY_web", "061")
    back = press(desk, f"{YEAR}web-visits/keys/{of_loans().pk}/")
    assert value("KAY_web", "061") != before
    desk.post(back)
    assert WebVisits.objects.get().key_id == row.key_id
    assert value("KAY_web", "061") == before


def test_the_request_is_not_sent_and_not_answered(desk: Client) -> None:
    page = f"{YEAR}enquiry/"
    Enquiry.objects.filter(year=2024).update(sent_on=None, answered_on=None, answered_by="")
    desk.post(press(desk, f"{page}sent/"))
    assert Enquiry.objects.get(year=2024).sent_on is None
    desk.post(f"{page}sent/")
    desk.post(press(desk, f"{page}answer/", {"date": "14.1.2025", "answered_by": "Tuki"}))
    enquiry = Enquiry.objects.get(year=2024)
    assert (enquiry.answered_on, enquiry.answered_by) == (None, "")
    assert 'name="answered_by"' in desk.get(page).content.decode()


def test_changed_web_visits_come_back_with_all_that_was_said(january: Louna) -> None:
    visits = WebVisits.objects.get()
    values: dict[str, Any] = {
        name: getattr(visits, name) for name in ("year", "service", "municipality", "key")
    }
    first = values | {"visits": 100, "method": "Botit pois.", "series_break": True}
    second = values | {"visits": 200, "method": "", "series_break": False, "months": [5] * 12}
    set_visits(by=january.coordinator, **first)
    set_visits(by=january.coordinator, **second)
    event = AuditEvent.objects.filter(action="statistics.web-visits").latest("pk")
    undo(by=january.coordinator, events=[event])
    assert lost_fields([event]) == {}
    visits.refresh_from_db()
    assert (visits.visits, visits.method, visits.series_break) == (100, "Botit pois.", True)
