"""The directors' principles on their pages: ended, replaced by another wording, taken back."""

import datetime as dt
from decimal import Decimal

import pytest

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.decisions.actions import record_decision
from kimppa.core.decisions.models import Decision
from kimppa.eresources.models import Principle
from kimppa.eresources.orders.actions import add_principle
from kimppa.eresources.terms.principles import Rule
from kimppa.eresources.tests.kainuu import Kainuu
from kimppa.ui.numbers import day

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


@pytest.fixture
def decision(kainuu: Kainuu) -> Decision:
    text = "Kattohinta on 40 euroa"
    return record_decision(by=kainuu.coordinator, text=text, date=TODAY)


@pytest.fixture
def ceiling(kainuu: Kainuu, decision: Decision) -> Principle:
    limit = Decimal(40)
    return add_principle(by=kainuu.coordinator, rule=Rule.CEILING, limit=limit, decision=decision)


def undo(kainuu: Kainuu) -> None:
    kainuu.post(f"/undo/{AuditEvent.objects.latest('pk').batch}/")


def test_a_principle_is_ended_on_its_page_by_a_decision_and_stands_again(
    kainuu: Kainuu, ceiling: Principle
) -> None:
    freed = record_decision(by=kainuu.coordinator, text="Ei enää kattohintaa", date=TODAY)
    page = f"/eresources/money/principles/{ceiling.pk}/"
    assert page in kainuu.page("/eresources/money/")
    assert "Lopeta periaate" in kainuu.page(page)
    form = {"valid_to": day(TODAY)}
    assert kainuu.client.post(f"{page}end/", form).status_code == 422  # no decision
    ended = kainuu.post(f"{page}end/", **form, decision=freed.pk)
    assert f"<dd>{day(TODAY)}</dd>" in ended
    assert f"/decisions/{freed.pk}/" in ended
    assert "Ei enää kattohintaa" in ended
    undo(kainuu)
    assert Principle.objects.values_list("valid_to", "ended_by").get() == (None, None)


def test_another_wording_names_its_decision_and_follows_the_earlier(
    kainuu: Kainuu, ceiling: Principle
) -> None:
    text, page = "Kattohinta nousee", f"/eresources/money/principles/{ceiling.pk}/"
    risen = record_decision(by=kainuu.coordinator, text=text, date=TODAY)
    form = {"rule": "ceiling", "limit": "55", "valid_from": day(TODAY)}
    assert kainuu.client.post(f"{page}replace/", form).status_code == 422  # no decision
    table = kainuu.post(f"{page}replace/", **form, decision=risen.pk)
    assert text in table
    ended, current = Principle.objects.order_by("pk")
    assert (ended.valid_to, ended.ended_by) == (TODAY - dt.timedelta(days=1), risen)
    assert (current.limit, current.valid_from, current.decision) == (55, TODAY, risen)
    undo(kainuu)
    assert list(Principle.objects.values_list("limit", "valid_to")) == [(40, None)]


def test_a_wording_does_not_begin_before_the_earlier_one(
    kainuu: Kainuu, ceiling: Principle, decision: Decision
) -> None:
    Principle.objects.update(valid_from=TODAY)
    address = f"/eresources/money/principles/{ceiling.pk}/replace/"
    form = {"rule": "ceiling", "limit": "55", "valid_from": day(TODAY), "decision": decision.pk}
    answer = kainuu.client.post(address, form)
    assert answer.status_code == 422
    assert "Kirjoita myöhempi päivä" in answer.content.decode()
    assert Principle.objects.get().valid_to is None
