"""The register of decisions."""

from kimppa.core.decisions.models import Decision
from kimppa.desk.tests.conftest import Louna

FIELDS = {
    "text": "Kaukolainat ovat maksuttomia.",
    "date": "10.1.2025",
    "meeting": "Johtajien kokous 1/2025",
    "section": "4",
    "topic": "working-methods",
    "agreement_year": "2024",
    "municipalities": ["kaikki"],
}


def added(louna: Louna, **changes: object) -> Decision:
    answer = louna.client("coordinator").post("/decisions/add/", {**FIELDS, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return Decision.objects.latest("pk")


def test_a_decision_is_added_found_and_read(louna: Louna) -> None:
    made = added(louna)
    client = louna.client("reader")
    for query in ("", "?q=kaukolainat", "?topic=working-methods", "?agreement_year=2024"):
        assert "Kaukolainat" in client.get(f"/decisions/{query}").content.decode()
    assert "Kaukolainat" not in client.get("/decisions/?q=muu").content.decode()
    page = client.get(f"/decisions/{made.pk}/").content.decode()
    assert "Johtajien kokous 1/2025 § 4" in page
    assert "/edit/" not in page


def test_a_decision_of_one_municipality_stays_there(louna: Louna) -> None:
    made = added(louna, municipalities=["981"])
    assert louna.client("director").get(f"/decisions/{made.pk}/").status_code == 404
    assert louna.client("other-director").get(f"/decisions/{made.pk}/").status_code == 200


def test_a_correction_and_a_removal_have_their_way_back(louna: Louna) -> None:
    made = added(louna)
    client = louna.client("coordinator")
    page = client.post(
        f"/decisions/{made.pk}/edit/",
        FIELDS | {"text": "Toinen sanamuoto.", "municipalities": ["834"]},
        follow=True,
    ).content.decode()
    assert "Toinen sanamuoto." in page
    assert f'action="/decisions/{made.pk}/undo/"' in page
    client.post(f"/decisions/{made.pk}/undo/")
    made.refresh_from_db()
    assert made.text == FIELDS["text"]
    assert not made.municipalities.exists()
    client.post(f"/decisions/{made.pk}/remove/")
    assert not Decision.objects.exists()


def test_only_the_coordinator_writes(louna: Louna) -> None:
    made = added(louna)
    for who in ("director", "staff", "reader"):
        client = louna.client(who)
        assert client.get("/decisions/add/").status_code == 403
        assert client.post(f"/decisions/{made.pk}/remove/").status_code == 403
    assert Decision.objects.exists()


def test_what_is_missing_is_told(louna: Louna) -> None:
    page = louna.client("coordinator").post("/decisions/add/", FIELDS | {"text": ""})
    assert page.status_code == 422
    assert not Decision.objects.exists()
