"""Long lists are read by the worker: followed, stopped, gone on with, and nothing left behind."""

import datetime as dt
import gzip
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.module_loading import import_string

from conftest import Louna
from kimppa.core import clock
from kimppa.core.files.actions import read
from kimppa.jobs.models import Run
from kimppa.jobs.worker import Worker
from kimppa.statistics.imports.tasks import read_lists, remove_unread
from kimppa.statistics.lists import extracts, incoming, outcomes
from kimppa.statistics.lists.reduction import joined, slim
from kimppa.statistics.models import Take
from kimppa.statistics.tests.extract_files import ITEM_HEAD, LOAN_HEAD, write
from kimppa.statistics.tests.test_line import YEAR, signed_in, text, value
from kimppa.statistics.tests.test_lists import LOANS, MEANINGS, STOCK, given, of_patrons


@pytest.fixture
def desk(january: Louna, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The coordinator's desk, where every list is long and a part has a hundred rows."""
    monkeypatch.setattr(outcomes, "SMALL", 0)
    monkeypatch.setattr(extracts, "BATCH", 100)
    return signed_in(january.coordinator)


def brought(desk: Client, folder: Path) -> Take:
    answer = desk.post(f"{YEAR}imports/lists/", given(folder, STOCK, LOANS))
    assert answer.status_code == 302
    return Take.objects.order_by("-pk")[0]


def give_codes(desk: Client, take: Take) -> None:
    codes = {f"code|{f}|{code}": to for f, known in MEANINGS.items() for code, to in known.items()}
    desk.post(f"/statistics/imports/{take.pk}/codes/", codes)


def page(desk: Client, take: Take) -> str:
    return text(desk.get(f"/statistics/imports/{take.pk}/"))


def test_long_lists_are_read_and_computed_by_the_worker(desk: Client, tmp_path: Path) -> None:
    take = brought(desk, tmp_path)
    assert "Odottaa vuoroaan" in page(desk, take)
    assert take.name in text(desk.get(YEAR))  # found again from the year's page
    Worker().drain()
    assert "Koodit, joilla ei ole merkitystä" in page(desk, take)
    give_codes(desk, take)
    assert "Odottaa vuoroaan" in page(desk, take)  # computed anew with the codes
    refused = desk.post(f"/statistics/imports/{take.pk}/take-in/", follow=True)
    assert "ei ole vielä laskettu" in text(refused)
    Worker().drain()
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert value("LAI_total", branch="ypä") == len(of_patrons("ypä"))
    people = {row["borrower"] for row in of_patrons("for")}
    assert value("KAY_borrowers", branch="for") == len(people)
    run = Run.objects.order_by("pk")[0]
    assert (run.state, run.progressed) == ("done", run.total)
    assert not incoming.folder(take.pk).exists()


def test_a_reading_is_stopped_and_goes_on_where_it_was(desk: Client, tmp_path: Path) -> None:
    take = brought(desk, tmp_path)
    desk.post(f"/statistics/imports/{take.pk}/stop/")
    Worker().drain()
    assert "Pysäytetty" in page(desk, take)
    # Two parts of the items had been read when it was stopped.
    folder = incoming.folder(take.pk) / "items"
    parts = slim(incoming.path_of_list(take.pk, "items"), "items", {}, folder)
    assert [next(parts), next(parts)] == [1, 2]
    first = (folder / "part-000001.csv").stat().st_mtime_ns
    cursor = {"parts": {"items": 2}, "rows": 200}
    Run.objects.filter(pk=take.run_id).update(cursor=cursor, progressed=200)
    desk.post(f"/statistics/imports/{take.pk}/read-on/")
    assert (folder / "part-000001.csv").stat().st_mtime_ns == first
    Worker().drain()
    run = Run.objects.get(pk=take.run_id)
    assert (run.state, run.progressed) == ("done", run.total)
    take.refresh_from_db()
    assert take.stored is not None
    kept = read(take.stored).decode().splitlines()
    assert [line.partition(";")[0] for line in kept[1:]] == [row["item"] for row in STOCK]


def test_an_interrupted_list_keeps_each_borrowers_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "BATCH", 100)
    path, folder = write(tmp_path / "loans.csv", LOAN_HEAD, LOANS), tmp_path / "parts"
    interrupted = slim(path, "loans", {}, folder)
    assert [next(interrupted) for _number in range(3)] == [1, 2, 3]
    interrupted.close()
    assert list(slim(path, "loans", {}, folder, parts=2)) == list(range(3, 16))
    head, *kept = joined(folder).read_text().splitlines()
    place = head.split(";").index("borrower")
    numbers = {
        (row["borrower"], line.split(";")[place]) for row, line in zip(LOANS, kept, strict=True)
    }
    people = {row["borrower"] for row in LOANS}
    assert len(numbers) == len(people) == len({number for _person, number in numbers})
    assert not people & {number for _person, number in numbers}


def test_lists_that_are_lost_are_told_of_and_removed(desk: Client, tmp_path: Path) -> None:
    take = brought(desk, tmp_path)
    incoming.remove(take.pk)
    Worker().drain()
    assert "eivät ole enää tallessa" in page(desk, take)
    desk.post(f"/statistics/imports/{take.pk}/discard/")
    assert not Take.objects.filter(pk=take.pk).exists()


def test_what_cannot_be_read_is_told_in_words(desk: Client) -> None:
    broken = ";".join(ITEM_HEAD) + "\nN1;for;kirja" + ";x" * 40 + "\n"
    desk.post(f"{YEAR}imports/lists/", {"items": SimpleUploadedFile("niteet.csv", broken.encode())})
    take = Take.objects.order_by("-pk")[0]
    Worker().drain()
    assert "Luetteloa ei voi lukea" in page(desk, take)


def test_packed_lists_are_unpacked_as_they_come(desk: Client, tmp_path: Path) -> None:
    plain = write(tmp_path / "niteet.csv", ITEM_HEAD, STOCK).read_bytes()
    packed = gzip.compress(plain)
    desk.post(f"{YEAR}imports/lists/", {"items": SimpleUploadedFile("niteet.csv.gz", packed)})
    take = Take.objects.order_by("-pk")[0]
    assert incoming.path_of_list(take.pk, "items").read_bytes() == plain
    for broken in (packed[:60] + b"x" * 60, packed[:-9]):
        files = {"items": SimpleUploadedFile("niteet.csv.gz", broken)}
        assert "ei voi lukea" in text(desk.post(f"{YEAR}imports/lists/", files))
    assert Take.objects.order_by("-pk")[0] == take


def test_lists_left_unread_are_removed_after_a_week(
    desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = brought(desk, tmp_path)
    assert remove_unread() == 0
    later = clock.now() + dt.timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert remove_unread() == 1
    assert not incoming.folder(take.pk).exists()


def test_only_the_coordinator_stops_and_goes_on(
    january: Louna, desk: Client, tmp_path: Path
) -> None:
    take = brought(desk, tmp_path)
    director = signed_in(january.directors["981"])
    for step in ("stop", "read-on", "discard"):
        assert director.post(f"/statistics/imports/{take.pk}/{step}/").status_code in (403, 404)


def test_a_job_that_was_queued_before_its_module_moved_is_found() -> None:
    assert import_string("kimppa.statistics.takes.tasks.read_lists") is read_lists
