"""Freezing is all or nothing; delivering reaches the directors once; a correction tells why."""

import datetime as dt
import errno
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.agreement.coverage.queries import coverage_of
from kimppa.core import clock
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.files import actions as files
from kimppa.core.files.models import StoredFile
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.core.releases.actions import deliver_versions, freeze_versions, freezing, withdraw
from kimppa.core.releases.drafts import fingerprint
from kimppa.core.releases.models import Delivery, Release
from kimppa.report.actions import edit_paragraph, regenerate
from kimppa.report.models import Report
from kimppa.report.queries import contents, standing_of
from kimppa.report.releases import REPORT, is_interim


def everybody(louna: Louna) -> list[object]:
    return list(louna.municipalities.values())


def freeze(louna: Louna, report: Report, **values: object) -> list[Release]:
    return freeze_versions(
        kind=REPORT,
        document=report,
        municipalities=everybody(louna),  # type: ignore[arg-type]
        **({"by": louna.coordinator} | values),  # type: ignore[arg-type]
    )


def deliver(louna: Louna, report: Report, **values: object) -> list[Delivery]:
    given = {"by": louna.coordinator, "municipalities": everybody(louna)} | values
    return deliver_versions(kind=REPORT, document=report, **given)  # type: ignore[arg-type]


def log(louna: Louna, title: str, code: str) -> Evidence:
    return record_evidence(
        by=louna.coordinator,
        topic="events",
        title=title,
        date=dt.date(2024, 12, 30),
        municipalities=[louna.municipalities[code]],
    )


def on_disk(instance: Path) -> list[Path]:
    return [path for path in (instance / "files").rglob("*") if path.is_file()]


def test_each_municipality_gets_its_own_three_files(agreed: Louna, report: Report) -> None:
    made = freeze(agreed, report)
    assert len(made) == 5
    assert len({release.facts_sha256 for release in made}) == 5
    for release in made:
        stored = {Path(file.name).suffix: file.stored for file in release.files.all()}
        assert set(stored) == {".pdf", ".docx", ".json"}
        facts = files.read(stored[".json"])
        assert hashlib.sha256(facts).hexdigest() == release.facts_sha256
        assert json.loads(facts)["municipality"]["code"] == release.municipality.code
        assert len(json.loads(facts)["clauses"]) == 23


def test_the_same_facts_are_not_frozen_twice(agreed: Louna, report: Report) -> None:
    freeze(agreed, report)
    with pytest.raises(ValidationError, match="muuttunut"):
        freeze(agreed, report, reason="Varmuuden vuoksi")
    assert Release.objects.count() == 5


def test_delivering_does_not_change_what_was_delivered(agreed: Louna, report: Report) -> None:
    freeze(agreed, report)
    deliver_versions(
        by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)
    )
    regenerate(by=agreed.coordinator, report=report)
    assert not any(one.changed for one in REPORT.drafts(report, everybody(agreed)))


@pytest.mark.parametrize(
    ("day", "interim"),
    [
        (dt.date(2024, 11, 30), True),
        (dt.date(2024, 12, 1), False),
        (dt.date(2024, 12, 31), False),
        (dt.date(2025, 1, 1), False),
    ],
)
def test_from_december_on_a_report_is_of_the_whole_year(
    report: Report, day: dt.date, interim: bool
) -> None:
    clock.set_day(day)
    assert is_interim(report) is interim


def test_two_versions_reach_a_municipality_once(agreed: Louna, report: Report) -> None:
    freeze(agreed, report)
    deliver(agreed, report)
    log(agreed, "Unohtunut työ", "834")
    regenerate(by=agreed.coordinator, report=report)
    freeze(agreed, report, reason="Unohtui")
    deliver(agreed, report)
    assert Delivery.objects.filter(municipality__code="834").count() > 1
    standing = standing_of(2024)
    assert standing is not None
    assert (standing.reached, standing.parties) == (5, 5)


def test_a_report_of_a_year_that_goes_on_is_provisional_and_fulfils_nothing(
    agreed: Louna, report: Report
) -> None:
    """In March the year's report is an interim one: its line stays open."""
    clock.set_day(dt.date(2024, 3, 10))
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(agreed.coordinator)
    page = client.get("/report/2024/freeze/").content.decode()
    assert "Vuosi 2024 on kesken." in page
    assert re.search(r'name="provisional"[^>]* checked', page)
    with pytest.raises(ValidationError, match="on kesken"):
        freeze(agreed, report)
    freeze(agreed, report, provisional=True)
    deliver(agreed, report)
    report.refresh_from_db()
    assert report.state == "draft"
    line = next(row for row in coverage_of(2024).rows if row.clause.number == "6.2")
    assert line.state == "ongoing"
    clock.set_day(dt.date(2025, 1, 14))
    assert "on kesken" not in client.get("/report/2024/freeze/").content.decode()


def test_a_draft_does_not_call_its_own_line_fulfilled(agreed: Louna, report: Report) -> None:
    (content,) = contents(report, [None]).values()
    own = [part.clause for part in content.parts if part.clause.topics == ("report",)]
    assert [clause.state for clause in own] == ["done"]  # in the hands of who has got it
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(agreed.coordinator)
    page = client.get("/report/2024/").content.decode()
    (line,) = re.findall(r'id="kohta-6-2".*?</article>', page, re.DOTALL)
    assert "doc-state--ongoing" in line
    assert "doc-state--done" not in line
    shown = page.count("doc-state--done")
    assert re.search(r"Sopimuksen 23 kohdasta (\d+)", page)[1] == str(shown)
    assert "Sopimuskohta täyttyy, kun tämä raportti on toimitettu" in line


def test_a_correction_needs_a_reason_and_touches_only_whom_it_concerns(
    agreed: Louna, report: Report
) -> None:
    freeze(agreed, report)
    log(agreed, "Satutunti pidettiin Ypäjällä", "981")
    with pytest.raises(ValidationError, match="uusi versio"):
        freeze(agreed, report)
    [second] = freeze(agreed, report, reason="Satutunti puuttui")
    assert (second.municipality.code, second.version) == ("981", 2)
    assert second.reason == "Satutunti puuttui"
    changed = [one for one in second.difference if one["where"] == "clauses › 3.1 › words"]
    assert "Satutunti pidettiin" in changed[0]["after"]
    assert "Satutunti pidettiin" not in changed[0]["before"]


def test_what_was_not_seen_is_not_frozen(agreed: Louna, report: Report) -> None:
    seen = fingerprint(REPORT.drafts(report, everybody(agreed)))
    log(agreed, "Satutunti Ypäjällä", "981")
    client = Client()
    client.force_login(agreed.coordinator)
    page = f"/report/{report.year}/freeze/"
    assert "Sen jälkeen on tullut työtä" in client.get(page).text
    with pytest.raises(ValidationError, match="Luonnos on muuttunut"):
        freeze(agreed, report, seen=seen)
    assert "Sen jälkeen on tullut työtä" not in client.get(page).text
    refreshed = client.post(f"/report/{report.year}/refresh/", {"next": page})
    assert refreshed.headers["Location"] == page
    assert not Release.objects.exists()
    freeze(agreed, report, seen=fingerprint(REPORT.drafts(report, everybody(agreed))))
    assert Release.objects.count() == 5


def test_words_on_changed_facts_are_not_frozen(agreed: Louna, report: Report) -> None:
    row = report.paragraphs.get(clause="3.1", municipality=None)
    edit_paragraph(by=agreed.coordinator, paragraph=row, text="Kaksi tapahtumaa.")
    log(agreed, "Satutunti Ypäjällä", "981")
    with pytest.raises(ValidationError, match=r"3\.1"):
        freeze(agreed, report)
    assert not Release.objects.exists()


@pytest.mark.parametrize("writes", [0, 1, 7, 14])
def test_a_disk_that_fills_up_leaves_nothing(
    agreed: Louna, report: Report, monkeypatch: pytest.MonkeyPatch, instance: Path, writes: int
) -> None:
    rows, before = StoredFile.objects.count(), on_disk(instance)
    left = iter(range(writes))

    def filling(_descriptor: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", filling)
    with pytest.raises(OSError, match="No space"):
        freeze(agreed, report)
    assert not Release.objects.exists()
    assert StoredFile.objects.count() == rows
    assert on_disk(instance) == before
    monkeypatch.undo()
    assert len(freeze(agreed, report)) == 5


def test_a_failure_between_files_and_rows_leaves_nothing(
    agreed: Louna, report: Report, monkeypatch: pytest.MonkeyPatch, instance: Path
) -> None:
    before, calls = on_disk(instance), []
    record = freezing.record

    def failing(**values: object) -> object:
        calls.append(values)
        if len(calls) == 3:
            raise RuntimeError("the server went down")
        return record(**values)  # type: ignore[arg-type]

    monkeypatch.setattr(freezing, "record", failing)
    with pytest.raises(RuntimeError):
        freeze(agreed, report)
    assert not Release.objects.exists()
    assert on_disk(instance) == before


@pytest.mark.parametrize("role", ["directors", "staff", "readers"])
def test_only_the_coordinator_freezes_and_delivers(
    agreed: Louna, report: Report, role: str
) -> None:
    for person in getattr(agreed, role).values():
        with pytest.raises(PermissionDenied):
            freeze_versions(
                by=person, kind=REPORT, document=report, municipalities=everybody(agreed)
            )
    freeze(agreed, report)
    for person in getattr(agreed, role).values():
        with pytest.raises(PermissionDenied):
            deliver_versions(
                by=person, kind=REPORT, document=report, municipalities=everybody(agreed)
            )
    assert not Delivery.objects.exists()


def test_delivery_reaches_each_director_once_and_is_evidence(agreed: Louna, report: Report) -> None:
    freeze(agreed, report)
    made = deliver_versions(
        by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)
    )
    assert {d.recipient for d in made} == set(agreed.directors.values())
    assert OutgoingMail.objects.count() == 5
    assert Evidence.objects.filter(topic="report", kind="delivery").count() == 5
    report.refresh_from_db()
    assert report.state == Report.State.DELIVERED
    assert not deliver_versions(
        by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)
    )
    assert OutgoingMail.objects.count() == 5


def test_who_left_with_the_year_gets_its_report(agreed: Louna, report: Report) -> None:
    left, director = agreed.municipalities["981"], agreed.directors["981"]
    save_row(left, by=SYSTEM, valid_to=dt.date(2024, 12, 31))
    director.memberships.update(valid_to=dt.date(2024, 12, 31))
    regenerate(by=agreed.coordinator, report=report)
    freeze(agreed, report)
    made = deliver_versions(
        by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)
    )
    letter = OutgoingMail.objects.get(to=director.email)
    (delivery,) = (one for one in made if one.recipient == director)
    assert delivery.token in letter.body
    assert Client().get(f"/d/{delivery.token}").status_code == 200


def test_four_of_five_is_not_delivered(agreed: Louna, report: Report) -> None:
    freeze(agreed, report)
    deliver_versions(
        by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)[:4]
    )
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT


def test_nothing_is_delivered_when_one_cannot_be(agreed: Louna, report: Report) -> None:
    with pytest.raises(ValidationError, match="jäädytetty"):
        deliver_versions(
            by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)
        )
    freeze(agreed, report)
    agreed.directors["981"].memberships.all().delete()
    with pytest.raises(ValidationError, match="Ypäjä"):
        deliver_versions(
            by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)
        )
    assert not Delivery.objects.exists()


def test_a_frozen_version_can_be_taken_back_until_it_is_delivered(
    agreed: Louna, report: Report
) -> None:
    made = freeze(agreed, report)
    withdraw(by=agreed.coordinator, release=made[0])
    assert Release.objects.count() == 4
    [again] = freeze(agreed, report)
    assert again.version == 1
    deliver_versions(
        by=agreed.coordinator, kind=REPORT, document=report, municipalities=everybody(agreed)
    )
    with pytest.raises(ValidationError):
        withdraw(by=agreed.coordinator, release=made[1])
