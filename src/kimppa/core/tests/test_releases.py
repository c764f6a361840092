"""What leaves the house is frozen, delivered to named people, and its receipt is kept."""

import datetime as dt
import errno
import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.models import Evidence
from kimppa.core.files import actions as files
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.releases.actions import (
    RenderedFile,
    Subject,
    deliver,
    freeze,
    freezing,
    pass_on,
    renew,
    reopen,
    resend,
    revoke,
    undo_pass_on,
    withdraw,
)
from kimppa.core.releases.facts import canonical, checksum, difference
from kimppa.core.releases.models import Delivery, FrozenError, Release, ReleaseFile
from kimppa.core.releases.queries import (
    LinkState,
    delivery_by_token,
    identify,
    known_files,
    letters,
    link_state,
    visible_releases,
)
from tests.lines import given_to

SUBJECT = Subject("report", 2024, "report", "Raportti 2024")
PDF = RenderedFile("raportti.pdf", "application/pdf", b"%PDF-1.7 sample")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)
facts = st.dictionaries(st.text(max_size=6), json_values, max_size=5)


@given(facts)
def test_equal_facts_have_one_checksum(found: dict[str, object]) -> None:
    reordered = dict(reversed(list(found.items())))
    assert checksum(canonical(reordered)) == checksum(canonical(found))
    assert json.loads(canonical(found)) == found


@given(facts)
def test_nothing_differs_from_itself(found: dict[str, object]) -> None:
    assert difference(found, found) == []  # type: ignore[arg-type]


def test_a_difference_names_the_place() -> None:
    old = {"clauses": [{"number": "1.1", "n": 3}, {"number": "1.2", "n": 1}]}
    new = {"clauses": [{"number": "1.1", "n": 4}, {"number": "1.3", "n": 1}]}
    changes = {change.where: (change.before, change.after) for change in difference(old, new)}
    assert changes["clauses › 1.1 › n"] == (3, 4)
    assert changes["clauses › 1.2 › n"] == (1, None)
    assert changes["clauses › 1.3 › n"] == (None, 1)


def test_a_second_version_needs_a_reason_and_keeps_the_difference(louna: Louna) -> None:
    freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    with pytest.raises(ValidationError):
        freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 2}, files=[PDF])
    second = freeze(
        by=louna.coordinator, subject=SUBJECT, facts={"n": 2}, files=[PDF], reason="Luku korjattu"
    )
    assert second.version == 2
    assert second.difference == [{"where": "n", "before": 1, "after": 2}]


def test_unchanged_facts_make_no_new_version(louna: Louna) -> None:
    freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    with pytest.raises(ValidationError):
        freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF], reason="x")
    assert Release.objects.count() == 1


def test_four_of_five_deliveries_are_known(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF])
    four = [
        (louna.municipalities[code], louna.directors[code]) for code in ("061", "103", "169", "834")
    ]
    deliver(by=louna.coordinator, release=release, recipients=four)
    assert len(given_to(2024, "report")) == 4


def test_a_provisional_release_fulfils_nothing(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF], provisional=True)
    deliver(
        by=louna.coordinator,
        release=release,
        recipients=[(louna.municipalities["981"], louna.directors["981"])],
    )
    assert not given_to(2024, "report")
    assert Evidence.objects.get(topic="report").kind == "provisional"


def test_delivering_again_sends_nothing_twice(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF])
    recipients = [(louna.municipalities["981"], louna.directors["981"])]
    assert len(deliver(by=louna.coordinator, release=release, recipients=recipients)) == 1
    assert deliver(by=louna.coordinator, release=release, recipients=recipients) == []
    assert OutgoingMail.objects.count() == 1
    assert Evidence.objects.filter(topic="report", kind="delivery").count() == 1


def test_a_director_passes_on_only_the_own_delivery(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF])
    delivery = deliver(
        by=louna.coordinator,
        release=release,
        recipients=[(louna.municipalities["981"], louna.directors["981"])],
    )[0]
    with pytest.raises(PermissionDenied):
        pass_on(by=louna.directors["834"], delivery=delivery, to="Sivistyslautakunta")
    passed = pass_on(by=louna.directors["981"], delivery=delivery, to="Sivistyslautakunta")
    assert passed.by_name == "Kirjastonjohtaja, Ypäjä"


def test_others_releases_are_not_seen(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF])
    deliver(
        by=louna.coordinator,
        release=release,
        recipients=[(louna.municipalities["981"], louna.directors["981"])],
    )
    assert release in visible_releases(louna.readers["981"])
    assert release not in visible_releases(louna.directors["061"])


def test_a_full_disk_at_freeze_leaves_nothing(
    louna: Louna, monkeypatch: pytest.MonkeyPatch, instance: Path
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF])
    assert not Release.objects.exists()
    assert not ReleaseFile.objects.exists()
    assert [p for p in (instance / "files").rglob("*") if p.is_file()] == []


def test_a_copy_is_known_by_its_bytes_alone(louna: Louna) -> None:
    freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF])
    sha256 = files.keep(PDF.data, name="kopio.pdf", media_type="application/pdf").sha256
    assert [file.release.title for file in known_files(sha256)] == ["Raportti 2024"]
    assert not known_files("0" * 64).exists()


def test_altered_bytes_are_noticed(louna: Louna) -> None:
    stored = files.keep(b"original", name="a.txt", media_type="text/plain")
    files.path_of(stored.sha256).write_bytes(b"changed!")
    with pytest.raises(OSError, match="checksum"):
        files.read(stored)


def test_a_delivery_without_mail_is_by_hand(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={}, files=[PDF])
    deliver(
        by=louna.coordinator,
        release=release,
        recipients=[(louna.municipalities["981"], louna.directors["981"])],
        channel=Delivery.Channel.HAND,
    )
    assert not OutgoingMail.objects.exists()


def test_a_version_nobody_has_got_can_be_taken_back(louna: Louna) -> None:
    first = freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    second = freeze(
        by=louna.coordinator, subject=SUBJECT, facts={"n": 2}, files=[PDF], reason="Luku korjattu"
    )
    with pytest.raises(ValidationError):
        withdraw(by=louna.coordinator, release=first)
    withdraw(by=louna.coordinator, release=second)
    assert list(Release.objects.all()) == [first]
    event = AuditEvent.objects.filter(action="release.withdraw").get()
    assert event.before["version"] == 2
    assert event.after == {}


def test_a_delivered_version_stands(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    recipients = [(louna.municipalities["981"], louna.directors["981"])]
    deliver(by=louna.coordinator, release=release, recipients=recipients)
    with pytest.raises(ValidationError):
        withdraw(by=louna.coordinator, release=release)
    assert Release.objects.count() == 1


def delivered(louna: Louna) -> Delivery:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    recipients = [(louna.municipalities["981"], louna.directors["981"])]
    return deliver(by=louna.coordinator, release=release, recipients=recipients)[0]


def test_a_link_is_sent_again_once_a_day(louna: Louna) -> None:
    delivery = delivered(louna)
    resend(by=louna.coordinator, delivery=delivery)
    with pytest.raises(ValidationError):
        resend(by=louna.coordinator, delivery=delivery)
    assert OutgoingMail.objects.count() == 2
    assert AuditEvent.objects.filter(action="release.resend").count() == 1


def test_an_expired_link_that_is_sent_again_opens(louna: Louna) -> None:
    delivery = delivered(louna)
    Delivery.objects.update(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    delivery.refresh_from_db()
    assert link_state(delivery) == LinkState.EXPIRED
    resend(by=louna.coordinator, delivery=delivery)
    delivery.refresh_from_db()
    assert link_state(delivery) == LinkState.OPEN


def test_a_closed_link_is_not_sent_until_it_is_opened_again(louna: Louna) -> None:
    delivery = delivered(louna)
    revoke(by=louna.coordinator, delivery=delivery)
    assert link_state(delivery) == LinkState.REVOKED
    with pytest.raises(ValidationError):
        resend(by=louna.coordinator, delivery=delivery)
    reopen(by=louna.coordinator, delivery=delivery)
    resend(by=louna.coordinator, delivery=delivery)
    assert OutgoingMail.objects.count() == 2


def test_a_new_address_replaces_the_old_one(louna: Louna) -> None:
    delivery = delivered(louna)
    old = delivery.token
    revoke(by=louna.coordinator, delivery=delivery)
    renew(by=louna.coordinator, delivery=delivery)
    assert delivery_by_token(old) is None
    found = delivery_by_token(delivery.token)
    assert found is not None
    assert link_state(found) == LinkState.OPEN
    newest = letters(delivery).first()
    assert newest is not None
    assert delivery.token in newest.body
    assert letters(delivery).count() == 2


def test_the_link_of_somebody_whose_time_has_ended_opens_nothing(louna: Louna) -> None:
    delivery = delivered(louna)
    Person.objects.filter(pk=delivery.recipient_id).update(valid_to=dt.date(2025, 1, 13))
    found = delivery_by_token(delivery.token)
    assert found is not None
    assert link_state(found) == LinkState.REVOKED


@pytest.mark.parametrize("date", [dt.date(2025, 1, 13), dt.date(2025, 1, 15)])
def test_passing_on_happens_between_the_delivery_and_today(louna: Louna, date: dt.date) -> None:
    delivery = delivered(louna)
    with pytest.raises(ValidationError) as refused:
        pass_on(by=louna.directors["981"], delivery=delivery, to="Lautakunta", date=date)
    assert "date" in refused.value.message_dict
    assert not delivery.passed_on.exists()


def test_passing_on_can_be_taken_back_by_the_own_director(louna: Louna) -> None:
    delivery = delivered(louna)
    passed = pass_on(by=louna.directors["981"], delivery=delivery, to="Lautakunta")
    with pytest.raises(PermissionDenied):
        undo_pass_on(by=louna.directors["061"], passed=passed)
    undo_pass_on(by=louna.directors["981"], passed=passed)
    assert not delivery.passed_on.exists()
    event = AuditEvent.objects.filter(action="release.undo-pass-on").get()
    assert event.before["to"] == "Lautakunta"


def test_a_checksum_tells_the_delivered_version_and_a_newer_one(louna: Louna) -> None:
    delivery = delivered(louna)
    facts = delivery.release.facts_sha256
    [known] = identify(facts)
    assert (known.release, known.newer) == (delivery.release, None)
    second = freeze(
        by=louna.coordinator, subject=SUBJECT, facts={"n": 2}, files=[PDF], reason="Luku korjattu"
    )
    assert identify(second.facts_sha256) == []
    recipients = [(louna.municipalities["981"], louna.directors["981"])]
    deliver(by=louna.coordinator, release=second, recipients=recipients)
    assert [known.newer for known in identify(facts)] == [second]
    same_bytes = identify(checksum(PDF.data.decode()))
    assert [(known.release.version, known.file) for known in same_bytes] == [
        (2, "raportti.pdf"),
        (1, "raportti.pdf"),
    ]


def test_two_who_freeze_at_once_make_one_version(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    before = freezing.latest(SUBJECT)
    freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 2}, files=[PDF], reason="Yksi")
    # The slower one looked before the faster one had written.
    monkeypatch.setattr(freezing, "latest", lambda _subject: before)
    with pytest.raises(ValidationError, match="samaan aikaan"):
        freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 3}, files=[PDF], reason="Toinen")
    assert sorted(Release.objects.values_list("version", flat=True)) == [1, 2]
    assert ReleaseFile.objects.count() == 2


def test_the_letter_of_a_new_version_tells_why(louna: Louna) -> None:
    delivered(louna)
    second = freeze(
        by=louna.coordinator, subject=SUBJECT, facts={"n": 2}, files=[PDF], reason="Luku korjattu"
    )
    recipients = [(louna.municipalities["981"], louna.directors["981"])]
    deliver(by=louna.coordinator, release=second, recipients=recipients)
    bodies = list(OutgoingMail.objects.order_by("pk").values_list("body", flat=True))
    assert ["Luku korjattu" in body for body in bodies] == [False, True]


def test_what_is_frozen_is_never_changed(louna: Louna) -> None:
    release = freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    release.facts = "{}"
    with pytest.raises(FrozenError):
        release.save()
    with pytest.raises(FrozenError):
        Release.objects.filter(pk=release.pk).update(facts="{}")
    with pytest.raises(FrozenError):
        release.files.get().save()
    release.refresh_from_db()
    assert checksum(release.facts) == release.facts_sha256


def test_a_delivered_release_cannot_even_be_deleted(louna: Louna) -> None:
    release = delivered(louna).release
    with pytest.raises(ProtectedError):
        release.delete()


def test_a_correction_takes_the_report_from_nobody(louna: Louna) -> None:
    everybody = [(louna.municipalities[code], louna.directors[code]) for code in louna.directors]
    first = freeze(by=louna.coordinator, subject=SUBJECT, facts={"n": 1}, files=[PDF])
    deliver(by=louna.coordinator, release=first, recipients=everybody)
    second = freeze(
        by=louna.coordinator, subject=SUBJECT, facts={"n": 2}, files=[PDF], reason="Luku korjattu"
    )
    deliver(by=louna.coordinator, release=second, recipients=everybody[:2])
    assert len(given_to(2024, "report")) == 5


@pytest.mark.parametrize("title", ["", "x" * 301])
def test_a_title_that_does_not_fit_is_refused(louna: Louna, title: str) -> None:
    with pytest.raises(ValidationError):
        freeze(
            by=louna.coordinator,
            subject=Subject("report", 2024, "report", title),
            facts={},
            files=[],
        )
    assert not Release.objects.exists()
