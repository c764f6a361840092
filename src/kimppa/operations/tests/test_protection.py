"""What protects every answer, and the settings of an instance that is reached over https."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from conftest import Louna
from kimppa.core.area import areas
from kimppa.operations.middleware import Conditional, Pack

SHOW = """
import json, django
django.setup()
from django.conf import settings
from django.core import checks
from django.http import HttpResponse
found = checks.run_checks(include_deployment_checks=True)
names = [n for n in dir(settings) if n.startswith(("SESSION_C", "CSRF_C", "LANGUAGE_C", "SECURE_"))]
told = {name: getattr(settings, name) for name in names}
found = [str(one) for one in found if not one.is_silenced()]
print(json.dumps({"found": found, "settings": told}, default=str))
"""


def shown(home: Path, **environment: str) -> dict[str, Any]:
    """The checks' findings and the settings of an instance with such an environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KIMPPA_")}
    told = {"KIMPPA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kimppa.config.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOW],
        env=kept | told | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_djangos_own_checks_of_a_deployment_find_nothing(tmp_path: Path) -> None:
    told = shown(tmp_path, KIMPPA_PUBLIC_URL="https://kimppa.example.org", KIMPPA_MAIL_HOST="smtp")
    assert told["found"] == []
    settings = told["settings"]
    for cookie in ("SESSION", "CSRF"):
        assert settings[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert settings[f"{cookie}_COOKIE_SECURE"]
        assert settings[f"{cookie}_COOKIE_HTTPONLY"]
        assert settings[f"{cookie}_COOKIE_PATH"] == "/"  # a __Host- cookie needs all three
        assert settings[f"{cookie}_COOKIE_DOMAIN"] is None
    assert settings["LANGUAGE_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert settings["SECURE_SSL_REDIRECT"]


def test_over_plain_http_nothing_is_asked_that_a_browser_would_refuse(tmp_path: Path) -> None:
    settings = shown(tmp_path, KIMPPA_PUBLIC_URL="http://localhost:8000")["settings"]
    assert not settings["SECURE_HSTS_SECONDS"]
    assert not settings["SECURE_SSL_REDIRECT"]
    assert not settings["SESSION_COOKIE_NAME"].startswith("__")


def pages() -> list[str]:
    """Every address without arguments that can be read."""

    def walk(patterns: list[Any], before: str) -> Any:
        for one in patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, path)
            elif isinstance(one, URLPattern) and "<" not in path:
                yield f"/{path}"

    return sorted(walk(get_resolver().url_patterns, ""))


# What web libraries and municipal sites may fetch to show it as their own: public whoever asks.
FOR_OTHER_SITES = ("/linkedevents/", "/feeds/", "/tapahtumat/", "/sitemap.xml", "/robots.txt")


@pytest.mark.parametrize("who", ["visitor", "coordinator"])
def test_every_answer_carries_its_protection(louna: Louna, who: str) -> None:
    client = Client(raise_request_exception=True)
    if who == "coordinator":
        client.force_login(louna.coordinator)
    paths = [*pages(), "/no/such/page", "/d/unknown-token", "/ohjelma/1999/"]
    assert len(paths) > 40
    for path in paths:
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        resources = "cross-origin" if path.startswith(FOR_OTHER_SITES) else "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == resources, path
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        assert "camera=()" in answer.headers["Permissions-Policy"], path
        if who == "coordinator":
            control = answer.headers["Cache-Control"]
            assert "private" in control or "no-store" in control or "no-cache" in control, path


def test_pages_that_rooms_have_kept_for_everybody_ask_nothing_of_a_visitor(louna: Louna) -> None:
    """No cookie, or none of them would ever be kept."""
    from kimppa.programme import demo
    from kimppa.programme.models import Programme

    demo.load()
    Programme.objects.update(public=True)
    year = Programme.objects.exclude(approved_at=None).first().year
    data = ("/tilastot/", "/tilastot/luvut.json", "/tilastot/muuttuja/LAI_total/")
    for path in ("/tarkista/", f"/ohjelma/{year}/", *data):
        assert path.startswith(tuple(prefix for one in areas() for prefix in one.cached))
        answer = Client().get(path)
        assert answer.status_code == 200
        assert not answer.cookies, path
        assert "nonce" not in answer.headers["Content-Security-Policy"]
        assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_too_many_fields_and_files_are_refused(louna: Louna) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    fields = {f"f{number}": "x" for number in range(1001)}
    page = client.post("/tasks/add/", fields)
    assert page.status_code == 400
    assert "Mitään ei tallennettu" in page.content.decode()
    assert django_settings.DATA_UPLOAD_MAX_NUMBER_FILES == 20


def made(body: str, kind: str = "text/html", **headers: str) -> Any:
    from django.http import HttpResponse

    return HttpResponse(body, content_type=kind, headers=headers)


def passed(middleware: type, response: Any, rf: RequestFactory, **headers: str) -> Any:
    return middleware(lambda _request: response)(rf.get("/", headers=headers))


def test_a_page_is_packed_unless_it_holds_a_secret(rf: RequestFactory) -> None:
    takes = {"Accept-Encoding": "gzip"}
    page = "<p>Kirjasto</p>" * 200
    packed = passed(Pack, made(page), rf, **takes)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    lengths = {len(passed(Pack, made(page), rf, **takes).content) for _ in range(30)}
    assert len(lengths) > 1  # the length tells less of what is within (BREACH)
    secret = made(page, **{"Cache-Control": "private, no-store"})
    assert "Content-Encoding" not in passed(Pack, secret, rf, **takes).headers
    assert (
        "Content-Encoding" not in passed(Pack, made(page, "application/pdf"), rf, **takes).headers
    )
    assert "Content-Encoding" not in passed(Pack, made(page), rf).headers


def test_feeds_have_tags_and_pages_with_forms_have_none(rf: RequestFactory) -> None:
    feed = passed(Conditional, made("BEGIN:VCALENDAR", "text/calendar"), rf)
    again = {"If-None-Match": feed.headers["ETag"]}
    assert (
        passed(Conditional, made("BEGIN:VCALENDAR", "text/calendar"), rf, **again).status_code
        == 304
    )
    assert "ETag" not in passed(Conditional, made("<form>"), rf).headers
    held = made("{}", "application/json", **{"Cache-Control": "no-store"})
    assert "ETag" not in passed(Conditional, held, rf).headers
