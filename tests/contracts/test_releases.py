"""What every kind of release must hold, whichever room makes it."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation
from django.utils.module_loading import import_string

from conftest import Louna
from kimppa.core.area import Area, areas
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.core.files.actions import read
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases import actions
from kimppa.core.releases.actions import UNCHANGED, RenderedFile, freezing
from kimppa.core.releases.drafts import Draft, ReleaseKind, fingerprint
from kimppa.core.releases.facts import Stamp, checksum
from kimppa.core.releases.kinds import kind_label
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.releases.queries import identify, visible_releases
from tests.lines import given_to

YEAR = 2024
ROLES = ("directors", "staff", "readers")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    pairs = [(area, path) for area in areas() for path in area.releases]
    metafunc.parametrize(("area", "path"), pairs, ids=[path for _area, path in pairs])


class Subject:
    """A kind of release with a document of 2024, whose facts a test can change.

    What a room checks and brings up to date first is its own tests' matter; its files are drawn
    where a test asks for them.
    """

    def __init__(self, kind: ReleaseKind[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self.kind = kind
        self.document = next(one for one in kind.samples() if kind.subject(one).year == YEAR)
        self.towns = kind.municipalities(self.document)
        self.topic = kind.subject(self.document).topic
        self.round = 0
        self._drafts, self.real_files = kind.drafts, kind.files
        # Undoing `setattr` on an object leaves its method bound there, where it would hide the
        # class's from every later test: items of its dictionary go without a trace.
        for name, method in (
            ("drafts", self.drafts),
            ("files", self.files),
            ("refresh", lambda *_args, **_named: None),
            ("check", lambda *_args, **_named: None),
        ):
            monkeypatch.setitem(vars(kind), name, method)

    def drafts(self, document: Any, municipalities: Any = None) -> list[Draft]:
        return [
            replace(draft, facts={**draft.facts, "round": self.round})
            for draft in self._drafts(document, municipalities)
        ]

    def files(self, draft: Draft, stamp: Stamp) -> list[RenderedFile]:
        data = f"{draft.text} {stamp}".encode()
        return [RenderedFile(f"{draft.code}.json", "application/json", data)]

    def change(self) -> None:
        self.round += 1

    def freeze(self, by: Any = SYSTEM, **values: Any) -> list[Release]:
        return actions.freeze_versions(by=by, kind=self.kind, document=self.document, **values)

    def deliver(self, by: Any = SYSTEM, **values: Any) -> list[Delivery]:
        return actions.deliver_versions(by=by, kind=self.kind, document=self.document, **values)

    def reached(self, year: int = YEAR) -> int:
        """In how many municipalities the year's deliverable is there."""
        return len(given_to(year, self.topic))

    def evidence(self) -> Any:
        return Evidence.objects.standing().filter(kind="delivery", topic=self.topic)


@pytest.fixture
def subject(
    area: Area, path: str, every_room: Louna, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Subject]:
    """Nothing of the kind has left the house yet."""
    Evidence.objects.filter(kind="delivery").delete()
    Delivery.objects.all().delete()
    Release.objects.all().delete()
    with translation.override("fi"):
        yield Subject(import_string(path), monkeypatch)


def on_disk(instance: Path) -> set[Path]:
    return {path for path in (instance / "files").rglob("*") if path.is_file()}


def test_a_kind_has_a_name_of_its_own(area: Area, path: str) -> None:
    kinds = [import_string(one).kind for each in areas() for one in each.releases]
    kind = import_string(path).kind
    assert kinds.count(kind) == 1
    assert kind_label(kind) != kind


@pytest.mark.parametrize("role", ROLES)
def test_without_the_right_nothing_leaves_the_house(
    area: Area, subject: Subject, every_room: Louna, role: str
) -> None:
    person = next(iter(getattr(every_room, role).values()))
    with pytest.raises(PermissionDenied):
        subject.freeze(person)
    with pytest.raises(PermissionDenied):
        subject.freeze(person, municipalities=subject.towns[:1])
    assert not Release.objects.exists()
    first = subject.freeze()[0]
    with pytest.raises(PermissionDenied):
        actions.withdraw(by=person, release=first)
    with pytest.raises(PermissionDenied):
        subject.deliver(person)
    assert not Delivery.objects.exists()
    given = subject.deliver()[0]
    for act in (actions.resend, actions.revoke, actions.reopen, actions.renew):
        with pytest.raises(PermissionDenied):
            act(by=person, delivery=given)
    client = Client()
    client.force_login(person)
    names = [key for key in get_resolver(area.urls).reverse_dict if isinstance(key, str)]
    (name,) = [name for name in names if name.endswith("version-file")]
    assert client.get(reverse(f"{area.slug}:{name}", args=[first.pk, "json"])).status_code == 403


def test_each_act_writes_its_audit_row(subject: Subject, every_room: Louna) -> None:
    by = every_room.coordinator

    def rows(action: str) -> int:
        return AuditEvent.objects.filter(action=f"release.{action}", by_id=by.pk).count()

    before = {one: rows(one) for one in ("freeze", "deliver", "withdraw", "resend", "revoke")}
    releases = subject.freeze(by)
    actions.withdraw(by=by, release=releases[0])
    again = subject.freeze(by)
    deliveries = subject.deliver(by)
    actions.resend(by=by, delivery=deliveries[0])
    actions.revoke(by=by, delivery=deliveries[0])
    written = {name: rows(name) - count for name, count in before.items()}
    assert len(deliveries) == len(subject.towns)
    assert written == {
        "freeze": len(releases) + len(again),
        "deliver": len(deliveries),
        "withdraw": 1,
        "resend": 1,
        "revoke": 1,
    }


@pytest.mark.parametrize("step", ["record", "_insert", "_require_reason"])
def test_a_freeze_that_fails_leaves_no_file_and_no_row(
    subject: Subject, instance: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, rows = on_disk(instance), StoredFile.objects.count()

    def fail(*_args: Any, **_named: Any) -> None:
        raise RuntimeError("the server went down")

    with monkeypatch.context() as patched:
        patched.setattr(freezing, step, fail)
        with pytest.raises(RuntimeError):
            subject.freeze()
    assert on_disk(instance) == before
    assert StoredFile.objects.count() == rows
    assert not Release.objects.exists()
    assert subject.freeze()


def test_four_of_five_is_four_of_five(subject: Subject) -> None:
    subject.freeze()
    subject.deliver(municipalities=subject.towns[:4])
    assert subject.reached() == 4
    assert subject.evidence().count() == 4
    subject.deliver()
    assert subject.reached() == len(subject.towns) == 5
    assert subject.evidence().count() == 5


def test_what_is_withdrawn_or_provisional_fulfils_nothing(subject: Subject) -> None:
    for release in subject.freeze():
        actions.withdraw(by=SYSTEM, release=release)
    assert not Release.objects.exists()
    with pytest.raises(ValidationError):
        subject.deliver()
    assert not subject.evidence()
    subject.freeze(provisional=True)
    subject.deliver()
    assert subject.reached() == 0


def test_what_is_delivered_is_corrected_and_not_withdrawn(subject: Subject) -> None:
    first = subject.freeze()[0]
    subject.deliver()
    with pytest.raises(ValidationError):
        actions.withdraw(by=SYSTEM, release=first)
    assert Release.objects.filter(pk=first.pk).exists()


def test_a_new_version_needs_a_change_and_a_reason(subject: Subject) -> None:
    subject.freeze()
    with pytest.raises(ValidationError) as refused:
        subject.freeze(reason="Varmuuden vuoksi")
    assert refused.value.code == UNCHANGED
    subject.change()
    with pytest.raises(ValidationError):
        subject.freeze(reason="  ")
    second = subject.freeze(reason=" Luku korjattu ")[0]
    assert (second.version, second.reason) == (2, "Luku korjattu")
    assert {"where": "round", "before": 0, "after": 1} in second.difference


def test_what_was_not_seen_is_not_frozen(subject: Subject) -> None:
    seen = fingerprint(subject.kind.drafts(subject.document))
    subject.change()
    with pytest.raises(ValidationError):
        subject.freeze(seen=seen)
    assert not Release.objects.exists()
    assert subject.freeze(seen=fingerprint(subject.kind.drafts(subject.document)))


def test_nobody_reads_what_is_another_municipalitys(subject: Subject, every_room: Louna) -> None:
    subject.freeze()
    given = {one.municipality.code: one for one in subject.deliver()}
    reader, client = every_room.directors["834"], Client()
    client.force_login(reader)
    seen = set(visible_releases(reader))
    for code, delivery in given.items():
        own = code == "834"
        file = delivery.release.files.get().name
        for address in (
            reverse("desk:delivery", args=[delivery.pk]),
            reverse("desk:delivery-file", args=[delivery.pk, file]),
        ):
            assert client.get(address).status_code == (200 if own else 404), address
        assert (delivery.release in seen) == (own or subject.kind.common)


def test_the_checksum_is_of_what_stands(
    subject: Subject, every_room: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(subject.kind), "files", subject.real_files)
    town = subject.towns[:1]
    (release,) = subject.freeze(municipalities=None if subject.kind.common else town)
    subject.deliver(municipalities=town)
    release.refresh_from_db()
    assert checksum(release.facts) == release.facts_sha256
    files = list(release.files.select_related("stored"))
    assert ".pdf" in {Path(file.name).suffix for file in files}
    for file in files:
        data = read(file.stored)
        assert hashlib.sha256(data).hexdigest() == file.stored.sha256
        assert [known.release for known in identify(file.stored.sha256)] == [release]
        if file.name.endswith(".json"):
            assert file.stored.sha256 == release.facts_sha256


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (dt.datetime(2024, 12, 31, 21, 59, tzinfo=dt.UTC), dt.date(2024, 12, 31)),
        (dt.datetime(2024, 12, 31, 22, 1, tzinfo=dt.UTC), dt.date(2025, 1, 1)),
        (dt.datetime(2025, 1, 10, 9, tzinfo=dt.UTC), dt.date(2025, 1, 10)),
    ],
)
def test_what_goes_out_in_january_counts_for_the_year_it_is_of(
    subject: Subject, at: dt.datetime, day: dt.date
) -> None:
    subject.freeze(at=at)
    subject.deliver(at=at)
    rows = set(subject.evidence().values_list("agreement_year", "date"))
    assert rows == {(YEAR, day)}
    assert (subject.reached(YEAR), subject.reached(YEAR + 1)) == (5, 0)


def test_the_page_shows_who_has_got_which_version(subject: Subject, every_room: Louna) -> None:
    release = subject.freeze()[0]
    subject.deliver()
    client = Client()
    client.force_login(every_room.coordinator)
    page = client.get(subject.kind.page(release))
    assert page.status_code == 200
    assert "Versio 1" in page.content.decode()
