"""Addresses that are keys: what uses one up, and where one may stand. All from the URL conf."""

import datetime as dt
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals.actions import make_link, token_of
from kimppa.core.ratification.actions import ask
from kimppa.core.ratification.models import AnswerLink
from kimppa.core.releases.actions import RenderedFile, Subject, deliver, freeze
from kimppa.core.releases.models import Delivery
from kimppa.core.signin.actions import sign_in_link
from kimppa.core.signin.models import OpenSession, SignIn
from kimppa.core.yearclock.actions import subscribe
from kimppa.feedback.public import _thanks
from kimppa.meetings.agenda.actions import add_meeting
from kimppa.meetings.dates.actions import ask_days
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import Approval, BallotLink, InviteeLink, StaffLink, Survey
from kimppa.meetings.ways.actions.surveys import open_survey
from kimppa.operations import logs
from kimppa.publishing.models import Item, SendingLink
from kimppa.ui.proposals import address_of
from kimppa.ui.secret import SecretConverter

type Pattern = URLPattern | URLResolver

# Words in public addresses that open nothing which is not for everybody.
PUBLIC_WORDS = {
    "d/<secret:token>/<str:name>": "a file's name behind a key",
    "laheta/<secret:token>/<slug:key>/": "an event's address behind a key",
    "tilastot/": "names of figures and formats",
    "palaute/finna/": "the name of a door, which a header opens",
    "linkedevents/v1/": "ids of what is published",
    "feeds/": "languages and municipalities",
    "tapahtumat/": "what is published",
    "uutiset/": "what is published",
    "kuvat/": "pictures of what is published",
    "upotus/": "languages and municipalities",
    "naytto/": "branches' codes",
    "muistiot/": "the ending of a published file",
    "sign-in/with/": "the providers' names",
    "ui/brand/": "the version of the consortium's colours",
    "api/": "numbers and codes: a token opens them",
}
OTHERS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE")
IN_ADVANCE = ({"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}, {"x-moz": "prefetch"})


def public_addresses() -> Iterator[tuple[str, dict[str, object]]]:
    """Every route that is open without signing in, with its converters."""
    yield from _public(get_resolver().url_patterns, "")


def _public(patterns: list[Pattern], before: str) -> Iterator[tuple[str, dict[str, object]]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _public(one.url_patterns, route)
        elif not getattr(one.callback, "login_required", True):
            yield route, one.pattern.converters


def secret_routes() -> set[str]:
    return {
        route
        for route, converters in public_addresses()
        if any(isinstance(one, SecretConverter) for one in converters.values())
    }


def test_every_word_in_a_public_address_is_declared() -> None:
    for route, converters in public_addresses():
        words = [
            name
            for name, one in converters.items()
            if not isinstance(one, (IntConverter, SecretConverter))
        ]
        known = any(route.startswith(begin) for begin in PUBLIC_WORDS)
        assert not words or known, f"a key, or a word for everybody? {route}"


@pytest.fixture
def keys(louna: Louna) -> dict[str, str]:
    """An address of every secret route that opens, by its route."""
    director = louna.directors["834"]
    delivery = Delivery.objects.filter(recipient__isnull=False).first() or given(louna)
    place = louna.municipalities["834"]
    link = make_link(SendingLink, by=SYSTEM, municipality=place, holder="Seura")
    sender, now = f"/laheta/{token_of(link)}/", clock.now()
    item = Item.objects.create(
        title_fi="Lukupiiri", municipality=link.municipality, link=link, changed_at=now, start=now,
        end=now + dt.timedelta(hours=1),
    )  # fmt: skip
    name = delivery.release.files.all()[0].name
    staff = make_link(StaffLink, by=SYSTEM, municipality=place, holder="Kirjasto")
    survey = open_survey(
        by=SYSTEM, title="Arki", closes_on=clock.today(), questions=[("Miten menee?", "scale")]
    )
    colleague = f"/henkilokunta/{token_of(staff)}/"
    invitation, sheet = invitee_address(director), f"{colleague}kysely/{survey.pk}/"
    return {
        "d/<secret:token>": f"/d/{delivery.token}",
        "d/<secret:token>/<str:name>": f"/d/{delivery.token}/{name}",
        "d/<secret:token>/peru/<int:passed>/": f"/d/{delivery.token}/peru/1/",
        "calendar/<secret:token>.ics": f"/calendar/{subscribe(by=director).token}.ics",
        "sign-in/<secret:token>": sign_in_link(director),
        "muistio/<secret:token>/": f"/muistio/{approval_of(director).token}/",
        "palaute/kiitos/<secret:signed>/": f"/palaute/kiitos/{_thanks.sign('0')}/",
        "kokouspaivat/<secret:token>/": ballot_address(director),
        "kokouskutsu/<secret:token>/": invitation,
        "kokouskutsu/<secret:token>/ehdotus/": f"{invitation}ehdotus/",
        "henkilokunta/<secret:token>/": colleague,
        "henkilokunta/<secret:token>/kiitos/": f"{colleague}kiitos/",
        "henkilokunta/<secret:token>/kysely/<int:pk>/": sheet,
        "henkilokunta/<secret:token>/kysely/<int:pk>/kiitos/": f"{sheet}kiitos/",
        **question_addresses(louna),
        "laheta/<secret:token>/": sender,
        "laheta/<secret:token>/<slug:key>/": f"{sender}x/",
        "laheta/<secret:token>/<slug:key>/korjaa/": f"{sender}{item.key}/korjaa/",
        "laheta/<secret:token>/<slug:key>/peru/": f"{sender}{item.key}/peru/",
    }


def question_addresses(louna: Louna) -> dict[str, str]:
    place = louna.municipalities["834"]
    question = ask(by=SYSTEM, origin=("desk", "key"), title="Kysymys", municipalities=[place])
    address = address_of(AnswerLink.objects.get(ratification=question))
    return {
        "kysymys/<secret:token>/": address,
        "kysymys/<secret:token>/peru/<int:event>/": f"{address}peru/1/",
    }


def approval_of(director: Person) -> Approval:
    (place,) = [row.municipality for row in director.current_memberships]
    meeting = add_meeting(by=SYSTEM, name="Kokous", start=clock.now())
    return Approval.objects.create(
        meeting=meeting, municipality=place, person=director, name=director.name
    )


def ballot_address(director: Person) -> str:
    poll = ask_days(
        by=SYSTEM,
        meetings=[[clock.now() + dt.timedelta(days=30)]],
        due=clock.today() + dt.timedelta(days=7),
        name="Kokous",
    )
    return address_of(BallotLink.objects.get(poll=poll, person=director))


def invitee_address(director: Person) -> str:
    start = clock.now() + dt.timedelta(days=30)
    meeting = add_meeting(by=SYSTEM, name="Kokous", start=start)
    invite(by=SYSTEM, meeting=meeting)
    return address_of(InviteeLink.objects.get(invitee__person=director))


def given(louna: Louna) -> Delivery:
    release = freeze(
        by=SYSTEM,
        subject=Subject("report", 2024, "report", "R"),
        facts={"a": 1},
        files=[RenderedFile("r.pdf", "application/pdf", b"%PDF")],
    )
    place, person = louna.municipalities["834"], louna.directors["834"]
    return deliver(by=SYSTEM, release=release, recipients=[(place, person)])[0]


def seen() -> list[object]:
    """All that using a key writes."""
    return [
        AuditEvent.objects.count(),
        OpenSession.objects.count(),
        Item.objects.count(),
        list(SignIn.objects.values("outcome")),
        list(Delivery.objects.order_by("pk").values("opened_at", "downloaded_at")),
        list(SendingLink.objects.values("used_at", "revoked_at")),
        list(Approval.objects.values("approved_at")),
        list(AnswerLink.objects.values("used_at", "revoked_at")),
        list(StaffLink.objects.values("used_at", "revoked_at")),
        list(Survey.objects.values("answers")),
    ]


def test_every_secret_route_is_tried(keys: dict[str, str]) -> None:
    assert keys.keys() == secret_routes()


def test_no_other_method_uses_a_key_up(keys: dict[str, str]) -> None:
    before = seen()
    for route, address in keys.items():
        for method in OTHERS:
            answer = Client().generic(method, address)
            assert answer.status_code < 500, (method, route)
            if method != "HEAD":
                assert answer.status_code == 405, (method, route)
                assert "GET" in answer["Allow"], (method, route)
        for headers in IN_ADVANCE:
            assert Client().get(address, headers=headers).status_code < 500, route
    assert seen() == before


def test_a_key_works_after_every_other_method(keys: dict[str, str]) -> None:
    for route, address in keys.items():
        for method in OTHERS:
            Client().generic(method, address)
        status = Client().get(address).status_code
        expected = {
            "d/<secret:token>/peru/<int:passed>/": 405,
            "kysymys/<secret:token>/peru/<int:event>/": 405,
            "laheta/<secret:token>/<slug:key>/peru/": 405,
            "sign-in/<secret:token>": 302,
        }
        assert status == expected.get(route, 302 if address.endswith("/x/") else 200), route
    assert Delivery.objects.filter(opened_at__isnull=False).exists()


def test_pages_behind_keys_stay_out_of_caches_referrers_and_search(keys: dict[str, str]) -> None:
    for route, address in keys.items():
        for answer in (Client().get(address), Client().post(address)):
            assert "noindex" in answer["X-Robots-Tag"], route
            assert answer["Referrer-Policy"] in ("no-referrer", "same-origin"), route
            assert "private" in answer["Cache-Control"], route


# Whatever is said of an address: refused, absent, failed, forbidden, in a traceback.
SAYINGS = (
    "Not Found: {}",
    "Internal Server Error: {}",
    "Forbidden (CSRF token missing.): {}",
    "Bad Request: {}",
    "GET {} 200 3 ms",
    'cannot open "{}" now',
    "https://kimppa.example{}",
    "Not Found: /{}",
)


def test_no_key_stands_in_a_log(keys: dict[str, str]) -> None:
    for route, address in keys.items():
        key = address.removeprefix("/" + route.partition("<")[0]).split("/")[0].removesuffix(".ics")
        assert len(key) > 10 or "kiitos" in route, route
        for saying in SAYINGS:
            for text in (address, address.upper() if "." not in address else address):
                shown = logs.mask(saying.format(text))
                assert key not in shown, (route, saying)
                assert "…" in shown, (route, saying)


def test_django_says_no_key_of_an_address_that_opens_nothing(
    keys: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    formatters = (logs.Line(), logs.Json())
    with caplog.at_level(logging.DEBUG):
        for address in keys.values():
            Client().get(address + "/nothing/here")
            Client(enforce_csrf_checks=True).post(address)
            Client().put(address)
    assert caplog.records
    told = "\n".join(form.format(record) for record in caplog.records for form in formatters)
    for route, address in keys.items():
        key = address.removeprefix("/" + route.partition("<")[0])[:20]
        assert key not in told, route


NAMED = [
    "GET https://matomo.example/?module=API&token_auth=0a1b2c3d4e5f&idSite=1",
    "https://provider.example/back?code=abcd1234efgh&state=qwertyuiop",
    "Authorization: Bearer kimppa_abcdefghijklmnopqrstuvwxyz0123456789",
    "{'X-API-Key': 'v3rys3cretvalue'}",
    "headers: Basic dXNlcjpzYWxhc2FuYQ==",
    "password=neljatyyntatammikuuta&next=/",
    "client_secret: hunter2hunter2",
]


@pytest.mark.parametrize("text", NAMED)
def test_keys_of_queries_headers_and_forms_are_masked(text: str) -> None:
    shown = logs.mask(text)
    keys = "0a1b2c3d abcd1234 qwertyui abcdefgh v3rys3cr dXNlcjpz neljatyy hunter2"
    assert not [key for key in keys.split() if key in shown]
    assert "…" in shown


@pytest.mark.parametrize(
    "text", ["tokens are made on the own page", "state of 12 lines: done", "code: 404", "a key=b"]
)
def test_plain_words_stay(text: str) -> None:
    assert logs.mask(text) == text
