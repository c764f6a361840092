"""What a token opens, and what closes it."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.config.api import endpoint
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.core.tokens.actions import create_token, revoke_token
from kimppa.core.tokens.models import ApiToken
from kimppa.core.tokens.secret import is_well_formed, new_secret
from kimppa.desk.tests.conftest import Louna
from tests.api.conftest import Program, program_of

pytestmark = pytest.mark.every_database

WORK = {"topic": "guidance", "title": "Koulutus", "municipalities": ["834"]}


def test_a_secret_is_recognised_by_its_shape() -> None:
    secret = new_secret()
    assert re.fullmatch(r"kimppa_[0-9A-Za-z]{36}", secret)
    assert is_well_formed(secret)


@given(st.integers(7, 42), st.sampled_from("0Aa9Zz"))
def test_one_mistyped_character_is_seen_without_asking_the_database(at: int, other: str) -> None:
    secret = new_secret()
    wrong = secret[:at] + other + secret[at + 1 :]
    assert is_well_formed(wrong) is (wrong == secret)


def test_the_secret_is_stored_nowhere(louna: Louna) -> None:
    program = program_of(louna, "staff")
    stored = str(list(ApiToken.objects.values())) + str(list(AuditEvent.objects.values()))
    assert program.secret not in stored
    assert program.secret[-20:] not in stored


def test_the_page_shows_the_secret_once_and_a_reload_makes_no_other(louna: Louna) -> None:
    client = louna.client("staff")
    client.get("/me/tokens/")
    fields = {"name": "Power BI", "scopes": ["read"], "days": "90"}
    added = client.post("/me/tokens/", fields)
    page = client.get(added["Location"])
    assert "no-store" in page["Cache-Control"]
    secret = page.text.partition('<code class="k-checksum">')[2].partition("<")[0]
    assert Program(secret).get("/api/me").status_code == 200
    assert secret not in client.get(added["Location"]).text
    assert client.post("/me/tokens/", fields | {"name": ""}).status_code == 422
    again = client.post("/me/tokens/", fields | {"name": "power bi"})
    assert again.status_code == 422
    assert "Sinulla on jo tämänniminen avain" in again.text
    assert ApiToken.objects.count() == 1


def refused(program: Program) -> bytes:
    answer = program.get("/api/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    return answer.content


def test_no_wrong_expired_or_revoked_token_is_told_apart(louna: Louna) -> None:
    revoked, expired = program_of(louna, "staff"), program_of(louna, "staff")
    first, second = ApiToken.objects.order_by("pk")
    revoke_token(by=louna.people["staff"], token=first)
    ApiToken.objects.filter(pk=second.pk).update(expires_at=dt.datetime.now(dt.UTC))
    told = {refused(one) for one in (revoked, expired, Program(new_secret()), Program("x"))}
    assert len(told) == 1


def test_a_person_whose_time_has_ended_loses_it_at_once(louna: Louna) -> None:
    program = program_of(louna, "staff")
    assert program.get("/api/me").status_code == 200
    louna.people["staff"].valid_to = dt.date(2025, 1, 13)
    louna.people["staff"].save()
    refused(program)


def test_the_role_is_read_at_every_call(louna: Louna) -> None:
    program = program_of(louna, "staff")
    assert program.post("/api/work", WORK).status_code == 201
    louna.people["staff"].memberships.update(role="reader")
    answer = program.post("/api/work", WORK)
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("#problem-role")


def test_a_token_without_the_scope_writes_nothing(louna: Louna) -> None:
    program = program_of(louna, "coordinator", ["read"])
    for path in ("/api/work", "/api/tasks", "/api/figures"):
        answer = program.post(path, WORK)
        assert answer.status_code == 403, path
        assert "scope" in answer.json()["detail"]
    assert not Evidence.objects.exists()


def test_a_token_without_read_reads_nothing(louna: Louna) -> None:
    assert program_of(louna, "staff", ["work:write"]).get("/api/tasks").status_code == 403


def test_nobody_gets_a_scope_that_the_role_cannot_use(louna: Louna) -> None:
    with pytest.raises(Exception, match=r"Choose|Valitse"):
        create_token(by=louna.people["reader"], name="x", scopes=["work:write"], days=1)
    with pytest.raises(Exception, match=r"Choose|Valitse"):
        create_token(
            by=louna.people["staff"],
            name="x",
            scopes=["read"],
            days=1,
            municipality=louna.ypaja,
        )


def test_a_coordinators_token_for_one_municipality_is_no_coordinators(louna: Louna) -> None:
    whole = program_of(louna, "coordinator")
    for code in ("834", "981"):
        whole.post("/api/tasks", {"title": code, "topic": "guidance", "municipality": code})
    narrow = program_of(louna, "coordinator", ["read", "tasks:write"], louna.tammela)
    assert [one["title"] for one in narrow.items("/api/tasks")] == ["834"]
    assert narrow.get("/api/me").json()["roles"] == [{"role": "staff", "municipality": "834"}]
    there = {"title": "x", "topic": "guidance", "municipality": "981"}
    assert narrow.post("/api/tasks", there).status_code == 403


def test_the_audit_log_names_the_token(louna: Louna) -> None:
    program = program_of(louna, "staff")
    program.post("/api/work", WORK)
    row = AuditEvent.objects.get(action="evidence.record")
    assert row.by_name == "Staff"
    assert row.via == f"Testi ({program.secret[:13]}…)"


def test_use_is_noted_to_five_minutes(louna: Louna) -> None:
    program = program_of(louna, "staff")
    program.get("/api/me")
    first = ApiToken.objects.get().last_used_at
    program.get("/api/me")
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


def test_a_token_that_asks_too_often_waits(louna: Louna, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "CALLS_PER_MINUTE", 3)
    monkeypatch.setattr(endpoint.time, "monotonic", lambda: 100.0)
    program, other = program_of(louna, "staff"), program_of(louna, "reader")
    assert [program.get("/api/me").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert program.get("/api/me")["Retry-After"] == "20"
    assert other.get("/api/me").status_code == 200


def test_a_network_that_guesses_waits_and_good_tokens_do_not(louna: Louna) -> None:
    good, wrong = program_of(louna, "staff"), Program(new_secret())
    answers = [wrong.get("/api/me").status_code for _ in range(endpoint.WRONG.times + 1)]
    assert answers == [401] * endpoint.WRONG.times + [429]
    assert good.get("/api/me").status_code == 200


def test_a_session_opens_nothing(louna: Louna) -> None:
    client = louna.client("coordinator")
    assert client.get("/api/tasks").status_code == 401
    assert client.post("/api/tasks", {}, content_type="application/json").status_code == 401
