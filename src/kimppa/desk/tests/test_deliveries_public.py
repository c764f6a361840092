"""What opens without signing in: a personal link, and checking a file."""

import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kimppa.core.consortium.models import Person
from kimppa.core.files.actions import path_of
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import revoke
from kimppa.core.releases.models import Delivery, PassedOn
from kimppa.desk.deliveries import hashing, public
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.delivering import NAME, PDF, TITLE, delivered, form, frozen
from kimppa.desk.tests.reading import undo_address

CHECK = "/tarkista/"
SHA256 = hashlib.sha256(PDF).hexdigest()


def link(delivery: Delivery, more: str = "") -> str:
    return f"/d/{delivery.token}{more}"


def receipt(delivery: Delivery) -> tuple[bool, bool]:
    delivery.refresh_from_db()
    return delivery.opened_at is not None, delivery.downloaded_at is not None


def upload(data: bytes, name: str = "kopio.pdf") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, data), "sha256": ""}


def test_a_personal_link_opens_without_signing_in(louna: Louna) -> None:
    own = delivered(louna)
    page = Client().get(link(own))
    assert page.status_code == 200
    assert TITLE in page.text
    assert receipt(own) == (True, False)
    file = Client().get(link(own, f"/{NAME}"))
    assert file.content == PDF
    assert receipt(own) == (True, True)


def test_the_pages_of_a_link_stay_between_the_two(louna: Louna) -> None:
    own = delivered(louna)
    for address in (link(own), link(own, f"/{NAME}")):
        headers = Client().get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "private, no-store"
        assert "noindex" in headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in Client().get(link(own)).text


def test_a_file_goes_out_safely_named_typed_and_stamped(louna: Louna) -> None:
    headers = Client().get(link(delivered(louna), f"/{NAME}")).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Toteutuma")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["ETag"] == f'"{SHA256}"'


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_fetching_in_advance_is_no_receipt(louna: Louna, headers: dict[str, str]) -> None:
    own = delivered(louna)
    for address in (link(own), link(own, f"/{NAME}")):
        assert Client().get(address, headers=headers).status_code == 200
    assert receipt(own) == (False, False)


def test_head_is_no_receipt(louna: Louna) -> None:
    own = delivered(louna)
    for address in (link(own), link(own, f"/{NAME}")):
        assert Client().head(address).status_code == 200
    assert receipt(own) == (False, False)


def test_somebody_elses_session_is_no_receipt(louna: Louna) -> None:
    own = delivered(louna)
    louna.client("coordinator").get(link(own))
    assert receipt(own) == (False, False)
    louna.client("director").get(link(own))
    assert receipt(own) == (True, False)


def test_an_unknown_link_or_file_is_not_found(louna: Louna) -> None:
    own = delivered(louna)
    assert Client().get("/d/nonsense").status_code == 404
    assert Client().get(link(own, "/other.pdf")).status_code == 404


@pytest.mark.parametrize("way", ["expired", "revoked", "left"])
def test_a_link_that_opens_no_more_says_whom_to_ask(louna: Louna, way: str) -> None:
    own = delivered(louna)
    if way == "expired":
        Delivery.objects.update(expires_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    elif way == "revoked":
        revoke(by=SYSTEM, delivery=own)
    else:
        Person.objects.filter(pk=own.recipient_id).update(is_active=False)
    for address in (link(own), link(own, f"/{NAME}")):
        page = Client().get(address)
        assert page.status_code == 410
        assert "coordinator@example.org" in page.text
        assert TITLE not in page.text
        assert page.headers["Cache-Control"] == "private, no-store"
    assert Client().post(link(own), form()).status_code == 410
    assert receipt(own) == (False, False)


def test_the_page_speaks_the_recipients_language(louna: Louna) -> None:
    own = delivered(louna)
    Person.objects.filter(pk=own.recipient_id).update(language="sv")
    page = Client().get(link(own), headers={"Accept-Language": "fi"})
    assert '<html lang="sv"' in page.text
    assert page.headers["Content-Language"] == "sv"
    chosen = Client()
    chosen.cookies["django_language"] = "en"
    assert '<html lang="en"' in chosen.get(link(own)).text


def test_the_recipient_passes_on_from_the_link_and_takes_it_back(louna: Louna) -> None:
    own, browser = delivered(louna), Client(enforce_csrf_checks=True)
    # A page with “no-referrer” makes the browser say so.
    told = browser.post(link(own), form(), headers={"Origin": "null"}, follow=True).text
    entry = PassedOn.objects.get()
    assert (entry.by, entry.to) == (louna.people["director"], "Sivistyslautakunta")
    browser.post(undo_address(told))
    assert not PassedOn.objects.exists()


def test_an_entry_of_another_link_cannot_be_taken_back(louna: Louna) -> None:
    release = frozen({"n": 1})
    own, other = delivered(louna, release=release), delivered(louna, "other-director", release)
    Client().post(link(other), form())
    entry = PassedOn.objects.get()
    assert Client().post(link(own, f"/peru/{entry.pk}/")).status_code == 404
    assert Client().get(link(other, f"/peru/{entry.pk}/")).status_code == 405
    assert PassedOn.objects.count() == 1


def test_a_reader_gets_no_form_behind_the_own_link(louna: Louna) -> None:
    own = delivered(louna, "reader")
    assert Client().get(link(own)).context["form"] is None
    # The session of a director lends no right to somebody else's link.
    louna.client("director").post(link(own), form())
    assert not PassedOn.objects.exists()


def test_an_altered_file_is_not_given_out(louna: Louna) -> None:
    own = delivered(louna)
    path_of(SHA256).write_bytes(b"%PDF-1.7 forged")
    response = Client().get(link(own, f"/{NAME}"))
    assert response.status_code == 500
    assert b"forged" not in response.content
    assert receipt(own) == (False, False)


def test_a_genuine_file_is_told_with_its_version(louna: Louna) -> None:
    delivered(louna)
    page = Client().post(CHECK, upload(PDF), follow=True)
    [(known, _kind)] = page.context["known"]
    assert (known.release.version, known.newer) == (1, None)
    assert TITLE in page.text
    assert SHA256 in page.text
    for secret in ("Director", "Tapahtumia", "example.org"):
        assert secret not in page.text


def test_an_old_version_tells_of_the_newer_one(louna: Louna) -> None:
    delivered(louna)
    newer = frozen({"n": 2}, data=b"%PDF-1.7 uusi", reason="Korjaus")
    assert Client().get(CHECK, {"sha256": SHA256}).context["known"][0][0].newer is None
    delivered(louna, release=newer)
    assert Client().get(CHECK, {"sha256": SHA256}).context["known"][0][0].newer == newer


def test_a_changed_copy_is_not_from_kimppa(louna: Louna) -> None:
    delivered(louna)
    page = Client().post(CHECK, upload(PDF + b" "), follow=True)
    assert page.context["known"] == []
    assert TITLE not in page.text


def test_what_nobody_has_been_given_is_not_told_of(louna: Louna) -> None:
    frozen({"n": 1})
    assert Client().get(CHECK, {"sha256": SHA256}).context["known"] == []


@pytest.mark.parametrize(
    "typed", [SHA256.upper(), f" sha256:{SHA256} ", f"{SHA256[:32]} {SHA256[32:]}"]
)
def test_a_checksum_may_be_pasted_as_it_stands(louna: Louna, typed: str) -> None:
    delivered(louna)
    page = Client().post(CHECK, {"sha256": typed}, follow=True)
    assert len(page.context["known"]) == 1


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64])
def test_what_is_no_checksum_is_refused(louna: Louna, typed: str) -> None:
    assert Client().post(CHECK, {"sha256": typed}).status_code == 422


def test_a_file_that_is_checked_is_not_stored(
    louna: Louna, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"  # type: ignore[attr-defined]  # storing would fail
    large = b"x" * (3 * 1024 * 1024)
    page = Client().post(CHECK, upload(large), follow=True)
    assert page.context["checked"] == hashlib.sha256(large).hexdigest()


def test_a_file_too_large_is_refused_by_size(louna: Louna, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "LARGEST", 100_000)
    assert Client().post(CHECK, upload(b"x" * 100_000)).status_code == 302
    page = Client().post(CHECK, upload(b"x" * 100_001))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"file"}


def test_the_empty_page_is_alike_for_everybody_and_a_result_is_not_kept(louna: Louna) -> None:
    """What the cache in front asks of a page: no cookie, nothing that forbids keeping it."""
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(CHECK)
    assert not strict.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert "no-store" not in page.get("Cache-Control", "")
    answer = strict.post(CHECK, upload(PDF), follow=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_checking_is_limited_by_network(louna: Louna, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "CHECKS", public.Limit("check-file", times=2, minutes=10))
    here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for _try in range(2):
        assert here.get(CHECK, {"sha256": SHA256}).status_code == 200
    refused = here.post(CHECK, upload(PDF))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert there.get(CHECK, {"sha256": SHA256}).status_code == 200
    assert here.get(CHECK).status_code == 200
