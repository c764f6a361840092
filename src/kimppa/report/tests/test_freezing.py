"""The versions of many municipalities are frozen by the worker, step by step, all or none."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from conftest import Louna
from kimppa.agreement.actions.editing import limit_clause
from kimppa.agreement.actions.store import structure_of
from kimppa.agreement.models import Agreement
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.releases.actions import withdraw
from kimppa.core.releases.models import Release
from kimppa.jobs.models import Run
from kimppa.jobs.queue import ask_to_stop, requeue
from kimppa.jobs.worker import Worker
from kimppa.report.models import Report
from kimppa.report.releases import ReportRelease, Variant
from kimppa.report.tests.conftest import signed_in
from kimppa.ui.deliveries import pages

FREEZE = "/report/2024/freeze/"
DAY = dt.date(2024, 12, 30)


@pytest.fixture
def desk(agreed: Louna, report: Report, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The coordinator's browser, in an instance where five municipalities are many."""
    monkeypatch.setattr(pages, "AT_ONCE", 4)
    return signed_in(agreed.coordinator)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The municipalities whose files have been made, in order."""
    codes: list[str] = []
    files = ReportRelease.files

    def counting(self: ReportRelease, draft: Variant, stamp: Any) -> object:
        codes.append(draft.code)
        return files(self, draft, stamp)

    monkeypatch.setattr(ReportRelease, "files", counting)
    return codes


def freeze(desk: Client, count: int = 5, **values: object) -> str:
    """The page that freezing leads to."""
    page = desk.get(FREEZE).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    codes = re.findall(r'name="municipalities" value="(\d+)"', page)[:count]
    data = {"municipalities": codes, "seen": seen[1]} | values
    answer = desk.post(FREEZE, data, follow=True)
    return answer.content.decode()


def test_many_are_frozen_by_the_worker_and_their_page_leads_on(desk: Client) -> None:
    page = freeze(desk)
    assert "Raportin versioiden jäädytys" in page
    assert not Release.objects.exists()
    assert desk.get(FREEZE)["Location"] == f"/runs/{Run.objects.get().pk}/"
    Worker().drain()
    run = Run.objects.get()
    assert (run.state, run.progressed, run.total, run.count) == ("done", 5, 5, 5)
    assert Release.objects.count() == 5
    page = desk.get(f"/runs/{run.pk}/").content.decode()
    assert 'href="/report/2024/delivery/"' in page
    assert desk.get(FREEZE).status_code == 200


def test_few_are_frozen_while_the_page_waits(desk: Client) -> None:
    assert "4 versiota on jäädytetty" in freeze(desk, count=4)
    assert not Run.objects.exists()


def test_stopped_freezing_has_frozen_nothing_and_goes_on_where_it_was(
    desk: Client, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(desk)
    files = ReportRelease.files

    def stopping(self: ReportRelease, draft: Variant, stamp: Any) -> object:
        if len(rendered) == 2:
            ask_to_stop(Run.objects.get())
        return files(self, draft, stamp)

    with monkeypatch.context() as patch:
        patch.setattr(ReportRelease, "files", stopping)
        Worker().drain()
    run = Run.objects.get()
    assert (run.state, run.progressed) == ("stopped", 2)
    assert not Release.objects.exists()
    rendered.clear()
    assert requeue(run)
    Worker().drain()
    assert len(rendered) == 3
    assert Release.objects.count() == 5
    for release in Release.objects.all():
        assert release.files.count() == 3


def test_what_may_not_be_frozen_is_refused_on_the_page(desk: Client, agreed: Louna) -> None:
    freeze(desk)
    Worker().drain()
    withdraw(by=agreed.coordinator, release=Release.objects.get(municipality__code="981"))
    page = desk.post(FREEZE, {"municipalities": ["981"], "seen": "x"}, follow=True)
    assert "muuttuneet" in page.content.decode()
    assert Run.objects.count() == 1


def test_facts_that_change_before_the_worker_begins_fail_in_words(
    desk: Client, agreed: Louna
) -> None:
    freeze(desk)
    Report.objects.update(title="Toinen otsikko")
    Worker().drain()
    run = Run.objects.get()
    assert run.state == "failed"
    assert "muuttuneet" in run.message
    assert not Release.objects.exists()


@pytest.mark.parametrize("page", ["/report/2024/", FREEZE])
def test_a_draft_of_before_the_last_work_and_limit_says_so(
    agreed: Louna, report: Report, page: str
) -> None:
    desk = signed_in(agreed.coordinator)

    def is_old() -> bool:
        return (
            "Sen jälkeen on tullut työtä tai sopimus on muuttunut."
            in desk.get(page).content.decode()
        )

    assert not is_old()
    record_evidence(by=agreed.coordinator, topic="events", title="Satutunti", date=DAY)
    assert is_old()
    desk.post("/report/2024/refresh/")
    assert not is_old()
    agreement = Agreement.objects.get(year=2024)
    number = structure_of(agreement).clauses[0].number
    towns = [agreed.municipalities[code] for code in ("061", "834")]
    limit_clause(by=agreed.coordinator, agreement=agreement, number=number, municipalities=towns)
    assert is_old()
