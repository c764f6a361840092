"""What each role sees and does on the report's pages."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from conftest import Louna
from kimppa.core.area import resolve, summaries
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.search.queries import find
from kimppa.programme.actions import draft_from_clauses
from kimppa.programme.models import Programme
from kimppa.report import demo
from kimppa.report.actions import edit_paragraph, regenerate, star
from kimppa.report.area import due, waits
from kimppa.report.models import Highlight, Paragraph, Report
from kimppa.report.tests.conftest import signed_in

YEAR = "/report/2024/"


@pytest.fixture
def desk(agreed: Louna) -> Client:
    return signed_in(agreed.coordinator)


def row(report: Report, clause: str = "3.1") -> Paragraph:
    return report.paragraphs.get(clause=clause, municipality=None)


def text(response: object) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return " ".join(plain.split())


def test_a_year_without_a_report_offers_to_draft_it(desk: Client) -> None:
    assert "Laadi raportin luonnos" in text(desk.get(YEAR))
    page = desk.post(f"{YEAR}start/", follow=True)
    assert "Sopimuksen 23 kohdasta" in text(page)
    assert "Vuodelle ei ole sopimusta" in text(desk.get("/report/2019/"))


def test_the_page_tells_every_clause(desk: Client, report: Report) -> None:
    page = desk.get(YEAR)
    assert page.content.decode().count('<article class="doc-entry" id="kohta-') == 23
    assert "Kuhunkin kuukauteen kirjattujen töiden määrä" in text(page)


@pytest.mark.parametrize("role", ["directors", "staff", "readers"])
def test_others_do_not_see_the_draft(agreed: Louna, report: Report, role: str) -> None:
    for person in getattr(agreed, role).values():
        client = signed_in(person)
        assert "Mistä luvut tulevat" not in text(client.get(YEAR, follow=True))
        for address in (
            f"{YEAR}draft.pdf",
            f"{YEAR}freeze/",
            f"{YEAR}delivery/",
            f"/report/words/{row(report).pk}/",
        ):
            assert client.get(address).status_code == 403, address
        assert client.post(f"{YEAR}refresh/").status_code == 403


def test_whose_report_is_read_changes_no_other_page(desk: Client, report: Report) -> None:
    page = desk.get(YEAR).content.decode()
    links = dict(re.findall(r'<a href="([^"]*)"[^>]*>(\w+)</a>', page.partition("doc-towns")[2]))
    ypaja = next(href for href, name in links.items() if name == "Ypäjä")
    shown = desk.get(YEAR + ypaja).content.decode()
    assert 'aria-current="page">Ypäjä' in shown
    elsewhere = desk.get("/").content.decode()
    assert "Mitä Ypäjä sai" not in elsewhere
    assert 'aria-current="page">Ypäjä' not in desk.get(YEAR).content.decode()


def test_words_are_written_and_taken_back(desk: Client, report: Report) -> None:
    address = f"/report/words/{row(report).pk}/"
    assert desk.get(address).status_code == 200
    page = desk.post(address, {"text": "Tapahtumia oli paljon."}, follow=True)
    assert "Tapahtumia oli paljon." in text(page)
    undo = re.search(r"/undo/[^/\"]+/", page.content.decode())
    assert undo
    desk.post(undo.group(), {"next": YEAR}, follow=True)
    assert "Tapahtumia oli paljon." not in text(desk.get(YEAR))
    assert desk.post(address, {"text": " "}).status_code == 422


def test_saving_goes_on_to_the_next_line(desk: Client, report: Report) -> None:
    first, second = row(report, "1.1"), row(report, "1.2")
    page = desk.get(f"/report/words/{second.pk}/")
    assert "Edellinen: 1.1" in text(page)
    assert "Seuraava: 1.3" in text(page)
    address = f"/report/words/{second.pk}/"
    page = desk.post(
        f"/report/words/{first.pk}/", {"text": "Korjattiin 599.", "next": address}, follow=True
    )
    assert page.redirect_chain[-1][0] == address
    assert row(report, "1.1").edited_text == "Korjattiin 599."
    last = row(report, "closing")
    assert "Seuraava:" not in text(desk.get(f"/report/words/{last.pk}/"))


def test_changed_facts_are_shown_with_before_and_after(
    agreed: Louna, desk: Client, report: Report
) -> None:
    edit_paragraph(by=agreed.coordinator, paragraph=row(report), text="Kaksi tapahtumaa.")
    record_evidence(
        by=agreed.coordinator, topic="events", title="Satutunti", date=dt.date(2024, 12, 30)
    )
    regenerate(by=agreed.coordinator, report=report)
    assert "Luvut ovat muuttuneet muokkauksen jälkeen" in text(desk.get(YEAR))
    warning = "Tarkista ensin nämä sanat; luvut niiden taustalla ovat muuttuneet:"
    response = desk.get(f"{YEAR}freeze/")
    assert warning in text(response)
    assert response.content.decode().count(f'href="/report/words/{row(report).pk}/"') == 1
    page = text(desk.get(f"/report/words/{row(report).pk}/"))
    assert page.index("Ennen:") < page.index("Nyt:") < page.index("Satutunti")
    desk.post(f"/report/words/{row(report).pk}/keep/")
    assert "Luvut ovat muuttuneet" not in text(desk.get(YEAR))
    assert warning not in text(desk.get(f"{YEAR}freeze/"))


def test_work_is_starred_from_the_paragraph(agreed: Louna, desk: Client, report: Report) -> None:
    work = record_evidence(
        by=agreed.coordinator, topic="events", title="Satutunti", date=dt.date(2024, 12, 30)
    )
    desk.post(f"{YEAR}star/", {"evidence": work.pk, "row": row(report).pk})
    assert work.title in text(desk.get(YEAR))
    made = Highlight.objects.get()
    desk.post(f"/report/highlight/{made.pk}/", {"note": "Vuoden paras satutunti"})
    assert "Vuoden paras satutunti" in text(desk.get(YEAR))
    desk.post(f"/report/highlight/{made.pk}/remove/")
    assert not Highlight.objects.exists()
    assert desk.post(f"{YEAR}star/", {"evidence": "0"}).status_code == 404
    assert desk.post(f"{YEAR}star/", {"action": "x"}).status_code == 404


@pytest.mark.parametrize(("kind", "magic"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_the_draft_is_downloaded(desk: Client, report: Report, kind: str, magic: bytes) -> None:
    answer = desk.get(f"{YEAR}draft.{kind}?kunta=834")
    assert answer.content.startswith(magic)
    assert "tammela-luonnos" in answer["Content-Disposition"]
    assert desk.get(f"{YEAR}draft.exe").status_code == 404


def frozen(desk: Client, **values: object) -> object:
    page = desk.get(f"{YEAR}freeze/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    codes = re.findall(r'name="municipalities" value="(\d+)"', page)
    assert seen
    data = {"municipalities": codes, "seen": seen.group(1)} | values
    return desk.post(f"{YEAR}freeze/", data, follow=True)


def test_freezing_delivering_and_following(agreed: Louna, desk: Client, report: Report) -> None:
    assert "5 versiota on jäädytetty." in text(frozen(desk))
    assert Release.objects.count() == 5
    release = Release.objects.filter(municipality__code="981").get()
    for kind in ("pdf", "docx", "json"):
        assert desk.get(f"/report/version/{release.pk}/file.{kind}").status_code == 200
    assert desk.get(f"/report/version/{release.pk}/file.exe").status_code == 404
    codes = list(agreed.municipalities)
    before = text(desk.get(f"{YEAR}delivery/"))
    assert f"Ypäjä: {agreed.directors['981'].name}, {agreed.directors['981'].email}" in before
    assert "Avaa se tästä; linkki on vain sinulle: (oma linkki)" in before
    page = desk.post(f"{YEAR}delivery/", {"municipalities": codes}, follow=True)
    assert "Toimitettu 5 kirjastonjohtajalle." in text(page)
    assert text(page).count("Ei vielä avattu") == 5
    given = Delivery.objects.filter(municipality__code="981").get()
    assert "uudelleen" in text(desk.post(f"/report/delivery/{given.pk}/again/", follow=True))
    desk.post(f"/report/delivery/{given.pk}/revoke/")
    assert "Linkki suljettu" in text(desk.get(f"{YEAR}delivery/"))


def test_what_changed_while_looking_is_not_frozen(
    agreed: Louna, desk: Client, report: Report
) -> None:
    desk.get(f"{YEAR}freeze/")
    page = frozen(desk, seen="0" * 64)
    assert "Luvut ovat muuttuneet katselusi aikana" in text(page)
    assert not Release.objects.exists()


def test_a_version_is_taken_back_before_delivery(desk: Client, report: Report) -> None:
    frozen(desk)
    release = Release.objects.filter(municipality__code="981").get()
    page = desk.post(f"/report/version/{release.pk}/withdraw/", follow=True)
    assert "Versio on peruttu." in text(page)
    assert Release.objects.count() == 4


@pytest.mark.parametrize(
    "address",
    [
        "/",
        YEAR,
        "/agreement/2024/coverage/",
        "/year-clock/?vuosi=2024",
        "/search/?q=toimipisteiden",
    ],
)
def test_a_line_has_one_name_on_every_page(desk: Client, report: Report, address: str) -> None:
    page = text(desk.get(address))
    assert "2.1 Toimipisteiden tilastot" in page
    assert "2.1 Tilastot toimipisteittäin" not in page
    assert "E-kirjasto · Asiakaspalaute" not in page


def test_the_pages_claim_of_the_versions_what_is_so(
    agreed: Louna, desk: Client, report: Report
) -> None:
    """Drafted, frozen, delivered, changed behind, taken back."""
    assert "Alustava versio" in text(desk.get(YEAR))
    frozen(desk)
    for address in (YEAR, f"{YEAR}?kunta=834"):
        page = text(desk.get(address))
        assert "Jäädytetty, ei toimitettu" in page
        assert "Alustava versio" not in page
    page = text(desk.get(f"{YEAR}freeze/"))
    assert "Mitä on jäädytetty" in page
    assert "ei ole mitään jäädytettävää" in page
    desk.post(f"{YEAR}delivery/", {"municipalities": ["834"]})
    assert "Toimitettu 1/5" in text(desk.get(YEAR))
    codes = [code for code in agreed.municipalities if code != "834"]
    desk.post(f"{YEAR}delivery/", {"municipalities": codes})
    assert "Alustava versio" not in text(desk.get(YEAR))
    assert "sen jälkeen on kirjattu työtä" not in text(desk.get(f"{YEAR}freeze/"))
    edit_paragraph(by=agreed.coordinator, paragraph=row(report), text="Uudet sanat.")
    page = text(desk.get(YEAR))
    assert "Muuttunut version 1 jälkeen" in page
    assert "Alustava versio" in page
    frozen(desk, reason="Sanat")
    assert "Jäädytetty, ei toimitettu" in text(desk.get(YEAR))
    release = Release.objects.filter(municipality__code="834", version=2).get()
    desk.post(f"/report/version/{release.pk}/withdraw/")
    assert "Muuttunut version 1 jälkeen" in text(desk.get(f"{YEAR}?kunta=834"))


def test_pages_ask_little_of_the_database(
    agreed: Louna,
    desk: Client,
    report: Report,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    work = Evidence.objects.standing().filter(agreement_year=2024)[:3]
    for one in work:
        star(by=agreed.coordinator, report=report, evidence=one)
    frozen(desk)
    desk.post(f"{YEAR}delivery/", {"municipalities": list(agreed.municipalities)}, follow=True)
    desk.get(f"{YEAR}?kunta=834")
    for address in ("", "?kunta=834", "freeze/", "delivery/"):
        # Freezing also names the comments that wait and the work since the draft; the report says
        # whether the newest versions hold its words and have been delivered.
        most = 16
        with django_assert_max_num_queries(most):
            assert desk.get(f"{YEAR}{address}").status_code == 200
    with django_assert_max_num_queries(12):
        assert desk.get(f"/report/words/{row(report).pk}/").status_code == 200


def test_the_room_tells_of_itself(agreed: Louna, desk: Client, report: Report) -> None:
    def told(code: str = "") -> str:
        place = agreed.municipalities[code] if code else None
        return summaries(["report"], 2024, place)["report"][0].text

    assert told() == "Vuoden 2024 raportti on luonnoksena."
    frozen(desk)
    desk.post(f"{YEAR}delivery/", {"municipalities": ["981", "834"]})
    assert told() == "Vuoden 2024 raportti toimitettiin kahdelle kunnalle."
    assert told("981") == "Vuoden 2024 raportti toimitettiin kirjastoon."
    assert told("061") == "Vuoden 2024 raporttia ei ole vielä toimitettu kirjastoon."
    key = ("report", str(report.pk))
    assert resolve([key], agreed.coordinator)[key].state == "draft"
    assert not resolve([key], agreed.readers["981"])


def test_the_report_falls_due_early_next_year(agreed: Louna, report: Report) -> None:
    start, end = dt.date(2025, 1, 1), dt.date(2025, 4, 30)
    found = list(due(start, end, agreed.coordinator))
    assert [one.title for one in found] == ["Vuoden 2024 raportti kullekin kirjastolle"]
    assert not list(due(start, end, agreed.directors["981"]))


def test_words_are_found_by_those_who_write_them(agreed: Louna, report: Report) -> None:
    edit_paragraph(by=agreed.coordinator, paragraph=row(report), text="Kielikahvila Humppilassa.")
    found = find("kielikahvila", agreed.coordinator)
    assert [(group.kind, group.count) for group in found.groups] == [("report.paragraph", 1)]
    assert find("kielikahvila", agreed.directors["103"]).count == 0


def test_the_demo_stands_as_a_draft_with_examples(agreed: Louna) -> None:
    cache.clear()
    demo.load()
    report = Report.objects.get()
    assert report.example
    assert report.state == Report.State.DRAFT
    edited = Paragraph.objects.filter(edited_text__isnull=False)
    assert edited.count() == 2
    assert all(one.example for one in edited)
    assert 2 <= Highlight.objects.filter(example=True).count() <= 5
    assert not Release.objects.filter(kind="report").exists()


def test_freezing_warns_of_work_that_is_of_no_line(
    agreed: Louna, desk: Client, report: Report
) -> None:
    Evidence.objects.exclude(duty__isnull=False).delete()
    assert "Raportista jää pois" not in text(desk.get(f"{YEAR}freeze/"))
    record_evidence(by=agreed.coordinator, topic="billing", title="Lasku", date=dt.date(2024, 5, 2))
    page = desk.get(f"{YEAR}freeze/")
    assert "Raportista jää pois 1 työ, joka ei kuulu mihinkään sopimuskohtaan." in text(page)
    assert 'href="/work/?placing=outside"' in page.text


def test_without_a_director_the_delivery_says_what_to_do(
    agreed: Louna, desk: Client, report: Report
) -> None:
    Person.objects.filter(memberships__role="director").update(is_active=False)
    page = desk.get(f"{YEAR}delivery/").text
    assert page.count('<a href="/people/">Kutsu johtaja ja toimita sitten</a>') == 5


def test_freezing_warns_while_the_programme_is_a_draft(
    agreed: Louna, desk: Client, report: Report
) -> None:
    warning = "ohjelma on vielä luonnos"
    assert warning not in text(desk.get(f"{YEAR}freeze/"))
    programme = draft_from_clauses(by=agreed.coordinator, year=2024)
    assert warning in text(desk.get(f"{YEAR}freeze/"))
    Programme.objects.filter(pk=programme.pk).update(approved_at="2024-02-08")
    assert warning not in text(desk.get(f"{YEAR}freeze/"))


def test_a_correction_asks_for_its_reason_and_tells_what_changed_in_words(
    agreed: Louna, desk: Client, report: Report
) -> None:
    frozen(desk)
    record_evidence(
        by=agreed.coordinator,
        topic="events",
        title="Satutunti pidettiin Ypäjällä",
        date=dt.date(2024, 11, 12),
        municipalities=[agreed.municipalities["981"]],
    )
    regenerate(by=agreed.coordinator, report=report)
    page = desk.get(f"{YEAR}freeze/")
    assert page.context["form"]["reason"].when_needed == ""
    assert "Kohta 3.1, teksti" in text(page)
    assert "Satutunti pidettiin Ypäjällä marraskuussa" in text(page)
    for of_a_machine in ("cells", "handwritten", "sentences", "›"):
        assert of_a_machine not in page.content.decode().split("<main")[1]


def test_home_says_that_the_year_has_no_agreement(agreed: Louna, settings: Settings) -> None:
    home = signed_in(agreed.coordinator).get("/").content.decode()
    assert '<a href="/agreement/import/">Vuoden 2025 sopimus puuttuu.</a>' in home
    home = signed_in(agreed.directors["981"]).get("/").content.decode()
    assert "Vuoden 2025 sopimus puuttuu." in home
    assert "/agreement/import/" not in home
    settings.KIMPPA_TODAY = "2024-12-30"
    cache.clear()
    assert "sopimus puuttuu" not in text(signed_in(agreed.coordinator).get("/"))


def test_a_line_of_which_nothing_can_be_printed_asks_for_a_sentence(
    agreed: Louna, report: Report, desk: Client, settings: Settings
) -> None:
    settings.KIMPPA_TODAY = "2025-01-14"
    topic = "new-services"
    record_evidence(
        by=agreed.coordinator,
        topic=topic,
        title="Juttuja, ei lopu ikinä",
        agreement_year=2024,
    )
    regenerate(by=agreed.coordinator, report=report)
    line = next(p for p in report.paragraphs.filter(municipality=None) if topic in topics_of(p))
    assert line.drafted_text == "Tehtyä työtä ei kuvata tässä raportissa tarkemmin."
    assert "1 kohdassa on kirjattua työtä mutta ei lausetta" in text(desk.get(YEAR))
    wanted = [
        item for item in waits(agreed.coordinator) if "Kirjoita lause raporttiin" in str(item.title)
    ]
    assert [item.url for item in wanted] == [f"/report/words/{line.pk}/"]
    edit_paragraph(by=agreed.coordinator, paragraph=line, text="Työtilan ryhmät siivottiin.")
    assert not any(
        "Kirjoita lause raporttiin" in str(item.title) for item in waits(agreed.coordinator)
    )


def topics_of(paragraph: Paragraph) -> list[str]:
    topics: list[str] = paragraph.drafted_facts.get("topics", [])
    return topics
