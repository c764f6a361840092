"""The audit log as it is read."""

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.actions import save_row
from kimppa.desk.tests.conftest import Louna


def test_who_what_before_and_after_are_read(louna: Louna) -> None:
    save_row(louna.tammela, by=louna.people["coordinator"], name_sv="Tammela sv")
    client = louna.client("coordinator")
    event = AuditEvent.objects.get(action="municipality.change")
    page = client.get(f"/audit/?by={louna.people['coordinator'].pk}").content.decode()
    assert "Muokattu" in page
    assert "– → Tammela sv" in page
    detail = client.get(f"/audit/{event.pk}/").content.decode()
    assert "Tammela sv" in detail
    assert "Coordinator" in detail
    client.post(f"/undo/{event.pk}/")
    louna.tammela.refresh_from_db()
    assert louna.tammela.name_sv == ""


def test_the_log_is_narrowed_by_person_thing_and_month(louna: Louna) -> None:
    save_row(louna.tammela, by=louna.people["coordinator"], name_sv="Tammela sv")
    client = louna.client("coordinator")
    month = f"{AuditEvent.objects.latest('pk').at:%Y-%m}"
    for query in ("model=core.municipality", f"month={month}", "q=Tammela"):
        assert "Tammela sv" in client.get(f"/audit/?{query}").content.decode(), query
    director = louna.people["director"].pk
    for query in ("model=core.task", f"by={director}", "q=ypäjä"):
        assert "Tammela sv" not in client.get(f"/audit/?{query}").content.decode(), query


def test_every_stored_action_has_a_word(louna: Louna) -> None:
    for action in ("sign-in", "sign-in.refused", "person.password", "evidence.undo"):
        AuditEvent.objects.create(
            at="2025-01-14T10:00Z", by_name="x", action=action, model="core.person", title="t"
        )
    page = louna.client("coordinator").get("/audit/").content.decode()
    for word in ("Kirjautui sisään", "Kirjautuminen torjuttu", "Salasana vaihdettu", "Kumottu"):
        assert word in page


def test_only_the_coordinator_reads_it(louna: Louna) -> None:
    event = AuditEvent.objects.latest("pk")
    for who in ("director", "staff", "reader"):
        assert louna.client(who).get("/audit/").status_code == 403
        assert louna.client(who).get(f"/audit/{event.pk}/").status_code == 403
