"""Closures and other events: noted, offered as explanations, told by V33; and the checks that look
at figures in use again."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.files.actions import path_of
from kimppa.core.imports.models import Meaning
from kimppa.core.permissions import SYSTEM
from kimppa.statistics.events.actions import note_event, remove_event
from kimppa.statistics.imports.actions import take_in
from kimppa.statistics.imports.actions import upload as upload_action
from kimppa.statistics.imports.meanings import forget, learn
from kimppa.statistics.models import BranchEvent, Take
from kimppa.statistics.tests.test_line import YEAR, signed_in, text
from kimppa.statistics.tests.test_lists import give_codes, upload
from kimppa.statistics.work.queries import board

EVENTS = f"{YEAR}municipality/981/events/"


@pytest.fixture
def desk(january: Louna) -> Client:
    return signed_in(january.coordinator)


def given(**changed: str) -> dict[str, str]:
    branch = str(Branch.objects.get(code="ypä").pk)
    told = {"branch": branch, "kind": "renovation", "start": "1.6.2024", "end": "15.8.2024"}
    return {**told, "text": "Pääsali kiinni", **changed}


def registered() -> int:
    """How many events V33 tells of in Ypäjä."""
    made = board(2024, Municipality.objects.get(code="981"))
    found = [one.finding for one in made.noted if one.finding.check.number == "V33"]
    return int(str(found[0].facts["registered_events"])) if found else 0


def failing(number: str, town: str = "981") -> list[str]:
    """The fields at which a check of the municipality's year does not hold."""
    made = board(2024, Municipality.objects.get(code=town))
    found = [one.finding for one in made.noted]
    return [one.field for one in found if one.check.number == number]


def test_a_director_notes_a_renovation_and_it_is_offered_as_an_explanation(
    january: Louna,
) -> None:
    director = signed_in(january.directors["981"])
    before = registered()
    assert director.post(EVENTS, given()).status_code == 302
    page = director.get(f"{YEAR}municipality/981/").content.decode()
    assert "remontti 1.6.2024–15.8.2024. Pääsali kiinni" in page
    assert registered() == before + 1
    row = BranchEvent.objects.get(branch__code="ypä")
    director.post(f"{YEAR}events/{row.pk}/", given(text="Katto vuoti"))
    assert "Katto vuoti" in text(director.get(EVENTS))
    director.post(f"{YEAR}events/{row.pk}/remove/")
    assert "ei ole kirjattu mitään" in text(director.get(EVENTS))
    assert registered() == before


def test_an_event_of_many_years_is_of_each_of_them(january: Louna) -> None:
    branch, before = Branch.objects.get(code="ypä"), registered()
    note_event(
        by=SYSTEM, branch=branch, kind="closed", start=dt.date(2023, 11, 1), end=None, text="Muutto"
    )
    assert registered() == before + 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"end": "1.5.2024"}, "ennen ensimmäistä"),
        ({"text": ""}, "vaaditaan"),
        ({"kind": "party"}, ""),
    ],
)
def test_what_cannot_be_is_refused(desk: Client, changed: dict[str, str], told: str) -> None:
    answer = desk.post(EVENTS, given(**changed))
    assert answer.status_code == 422
    assert told in text(answer)
    assert not BranchEvent.objects.filter(branch__code="ypä").exists()


def test_a_save_over_what_has_not_been_seen_is_refused(desk: Client) -> None:
    desk.post(EVENTS, given())
    row = BranchEvent.objects.get(branch__code="ypä")
    form = desk.get(f"{YEAR}events/{row.pk}/").context["form"]
    seen = form["seen"].value()
    desk.post(f"{YEAR}events/{row.pk}/", given(text="Ensin", seen=seen))
    answer = desk.post(f"{YEAR}events/{row.pk}/", given(text="Sitten", seen=seen))
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.text == "Ensin"


def test_others_branches_and_locked_years_are_left_alone(january: Louna, desk: Client) -> None:
    forssa = signed_in(january.directors["061"])
    assert forssa.post(EVENTS, given()).status_code == 404
    other = str(Branch.objects.get(code="for").pk)
    assert desk.post(EVENTS, given(branch=other)).status_code == 422
    desk.post(f"{YEAR}lock/")
    assert desk.post(EVENTS, given()).status_code == 422
    with pytest.raises(ValidationError):
        remove_event(by=SYSTEM, event=BranchEvent.objects.all()[0])


def test_a_code_forgotten_after_the_lists_were_taken_in_stops_the_figures(
    desk: Client, tmp_path: Path
) -> None:
    take = upload(desk, tmp_path)
    give_codes(desk, take)
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert failing("V22") == []
    row = Meaning.objects.get(key="code-type:dvd")
    desk.post(f"/statistics/imports/codes/{row.pk}/forget/")
    assert failing("V22") == ["extract"]


def test_a_municipality_whose_code_no_longer_agrees_with_a_file_in_use_stops(
    desk: Client,
) -> None:
    content = "Kuntanumero;Kunta;LAI_total\n981;Ypäjä;20000\n834;Tammela;60000\n".encode()
    take = upload_action(
        by=SYSTEM, year=2023, content=content, name="julkaistu.csv", media_type="text/csv",
        kind="published",
    )  # fmt: skip
    take_in(by=SYSTEM, take=take)
    town = Municipality.objects.get(code="834")
    made = board(2023, town)
    assert not [one for one in made.noted if one.finding.check.number == "V20"]
    learn(by=SYSTEM, choices={"place:Tammela": "municipality:834"})
    Municipality.objects.filter(code="834").update(name_fi="Urjala", name_sv="", name_en="")
    forget(by=SYSTEM, meaning=Meaning.objects.get(key="place:Tammela"))  # a new look
    made = board(2023, Municipality.objects.get(code="834"))
    (found,) = [one.finding for one in made.noted if one.finding.check.number == "V20"]
    assert found.facts["wrong_municipalities"] == 1


def test_figures_whose_file_is_gone_stop(desk: Client, tmp_path: Path) -> None:
    assert failing("V30b") == []
    take = Take.objects.filter(kind="report", taken_at__isnull=False)[0]
    path_of(take.checksum).rename(tmp_path / "elsewhere")
    desk.post(EVENTS, given())  # something is written: the board is made anew
    assert failing("V30b") == ["extract"]
    (tmp_path / "elsewhere").rename(path_of(take.checksum))
