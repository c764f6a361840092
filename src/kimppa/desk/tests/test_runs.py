"""What happened last night: shown in plain words, with the buttons that help."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.test import Client

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.mail.models import OutgoingMail
from kimppa.desk.tests.conftest import Louna
from kimppa.jobs.models import Run
from kimppa.jobs.models import Worker as WorkerRow
from kimppa.jobs.prune import prune
from kimppa.jobs.queue import claim, start
from kimppa.jobs.schedule import run_job
from kimppa.jobs.tests import work
from kimppa.jobs.worker import Worker


@pytest.fixture
def client(louna: Louna) -> Client:
    work.ran.clear()
    work.go_wrong.clear()
    return louna.client("coordinator")


def page(client: Client, path: str = "/runs/") -> str:
    return client.get(path).content.decode()


def heard(minutes: float = 0) -> None:
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes)
    WorkerRow.objects.create(id="w", host="h", pid=1, started_at=moment, heard_at=moment)


def test_an_empty_log_teaches(client: Client) -> None:
    shown = page(client)
    assert "Mitään ei ole vielä ajettu" in shown
    assert "Viime yönä ei ajettu mitään." in shown


def test_every_job_is_listed_by_its_title_with_its_next_time(client: Client) -> None:
    shown = page(client)
    for title in (
        "Viikkokirjeet siitä, mitä on tehtävä",
        "Muistutukset toimenpideohjelman vaiheista",
    ):
        assert title in shown
    assert "14.1.2025" in shown or "15.1.2025" in shown


def test_a_silent_worker_is_told_of(client: Client) -> None:
    heard(minutes=6)
    assert "Taustaprosessista ei ole kuultu viiteen minuuttiin" in page(client)
    WorkerRow.objects.all().delete()
    heard()
    shown = page(client)
    assert "Taustaprosessi toimii" in shown
    assert "ei ole kuultu" not in shown


def test_last_night_is_told_in_a_sentence_and_its_rows_can_be_picked(client: Client) -> None:
    with time_machine.travel(dt.datetime(2025, 1, 14, 1, 15, tzinfo=dt.UTC), tick=False):
        work.good.enqueue(1)
        work.wrong.enqueue()
        Worker().drain()
    old = dt.datetime(2025, 1, 10, 1, 15, tzinfo=dt.UTC)
    Run.objects.create(name=work.long.module_path, queued_at=old, started_at=old, state="done")
    assert "Viime yönä valmistui 1 työ, 1 epäonnistui." in page(client)
    night = page(client, "/runs/?aika=yo")
    assert "Good" in night
    assert ">Long</a>" not in night
    assert ">Long</a>" in page(client, "/runs/?aika=viikko")


def test_a_failure_is_told_in_plain_words_with_its_details_folded(client: Client) -> None:
    work.bad.enqueue()
    Worker().drain()
    Run.objects.update(state=Run.State.FAILED)
    assert "Työssä tuli vastaan virhe." in page(client)
    shown = page(client, f"/runs/{Run.objects.get().pk}/")
    before, _fold, after = shown.partition("<details>")
    assert "the disk said no" not in before
    assert "the disk said no" in after


def test_what_a_task_says_for_people_is_shown_as_it_is(client: Client) -> None:
    work.wrong.enqueue()
    Worker().drain()
    assert "There is no such library." in page(client)


def test_a_failed_run_is_tried_again_by_its_button(client: Client) -> None:
    work.wrong.enqueue()
    Worker().drain()
    run = Run.objects.get()
    assert "Yritä uudelleen" in page(client, f"/runs/{run.pk}/")
    shown = client.post(f"/runs/{run.pk}/again/", follow=True).content.decode()
    assert "Työ on taas jonossa." in shown
    assert "Yritä uudelleen" not in shown
    assert Run.objects.get().state == Run.State.WAITING
    assert AuditEvent.objects.filter(action="job.try-again", by_name="Coordinator").exists()


def test_a_job_is_run_at_once_and_not_twice_beside_itself(client: Client) -> None:
    first = client.post("/runs/now/desk.reminders/")
    second = client.post("/runs/now/desk.reminders/", follow=True)
    assert "Työ on jo käynnissä tai jonossa." in second.content.decode()
    assert second.redirect_chain[0][0] == first.url
    Worker().drain()
    assert "Käynnisti Coordinator." in page(client, first.url)
    run = Run.objects.get()
    assert run.state == Run.State.DONE
    assert run.count == OutgoingMail.objects.count()


def test_a_job_that_no_room_has_is_not_found(client: Client) -> None:
    assert client.post("/runs/now/desk.nothing/").status_code == 404


def test_long_work_shows_how_far_it_is_and_stops_by_its_button(client: Client) -> None:
    run, _new = start(work.long, 10, 0)
    assert claim("worker")
    Run.objects.update(stoppable=True, total=10, progressed=4, text="Luetaan tietueita")
    shown = page(client, f"/runs/{run.pk}/")
    assert '<progress id="progress" class="k-progress" max="10" value="4">40 %</progress>' in shown
    assert "Luetaan tietueita" in shown
    assert "40 %: 4 / 10" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert 'aria-live="polite"' in shown
    shown = client.post(f"/runs/{run.pk}/stop/", follow=True).content.decode()
    assert "Pysähtymässä" in shown
    assert Run.objects.get().stop_asked


def test_ended_work_is_not_asked_after_again_and_again(client: Client) -> None:
    run, _new = start(work.long, 3, 0)
    Worker().drain()
    shown = page(client, f"/runs/{run.pk}/")
    assert "every 2s" not in shown
    assert "100 %: 3 / 3" in shown


def test_stopped_work_goes_on_where_it_was(client: Client) -> None:
    run, _new = start(work.long, 5, 2)
    Worker().drain()
    assert "Jatka siitä, mihin jäi" in page(client, f"/runs/{run.pk}/")
    client.post(f"/runs/{run.pk}/again/")
    Worker().drain()
    assert work.ran == [0, 1, 2, 3, 4]


def test_the_log_goes_to_excel_with_its_filters(client: Client) -> None:
    work.good.enqueue(1)
    work.wrong.enqueue()
    Worker().drain()
    answer = client.get("/runs/?tila=failed&format=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    told = [str(value) for row in rows for value in row if value is not None]
    assert "Wrong for good" in told
    assert "Good" not in told


def test_the_coordinator_finds_the_page_in_the_navigation(client: Client, louna: Louna) -> None:
    assert 'href="/runs/"' in page(client, "/me/")
    assert 'href="/runs/"' not in louna.client("director").get("/me/").content.decode()


def test_old_runs_go_and_each_works_last_one_stays(client: Client, settings: object) -> None:
    for days in (100, 95, 91, 10):
        moment = clock.now() - dt.timedelta(days=days)
        Run.objects.create(name="a", queued_at=moment, finished_at=moment, state="done")
    moment = clock.now() - dt.timedelta(days=200)
    Run.objects.create(name="yearly", queued_at=moment, finished_at=moment, state="done")
    waiting, _new = start(run_job, "desk.reminders")
    Run.objects.filter(pk=waiting.pk).update(queued_at=moment)
    assert prune() == 3
    assert sorted(Run.objects.values_list("name", flat=True)) == [
        "a",
        run_job.module_path,
        "yearly",
    ]
