"""What the pages tell: the dashboard, a rule, its findings, a record; and to whom."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from conftest import Louna
from kimppa.catalogue.area import summary
from kimppa.catalogue.messages import FAMILIES
from kimppa.catalogue.models import Check, OwnerCode, RecordLink, RuleCount, Verdict
from kimppa.catalogue.tests.conftest import STRAY, kept, made, record, signed_in, text_of
from kimppa.catalogue.views.rules import _share
from kimppa.core.audit.models import AuditEvent
from kimppa.jobs.worker import Worker
from kimppa.marc.checking import Setup
from kimppa.marc.checking.part import ready

RULE = "title-stray-colon"
YPAJA = STRAY.replace("$atam", "$aypä")
BOTH = STRAY.replace("$b1", "$b1\n852    $aypä$b2")
UNKNOWN = STRAY.replace("$atam", "$aTAM")


def stray(*texts: str) -> bytes:
    """Records with a stray colon, numbered from 1 on."""
    return b"".join(record(text, number) for number, text in enumerate(texts, 1))


@pytest.fixture
def checked(brought: Callable[..., Check], instance: Path) -> Check:
    """Three records of Tammela, one of Ypäjä, one of both, one of an unknown code."""
    texts = (STRAY, STRAY, STRAY, YPAJA, BOTH, UNKNOWN)
    return kept("stray colons", instance, lambda: brought(stray(*texts)))


def test_the_dashboard_counts_by_branch_and_names_what_is_first(
    louna: Louna, checked: Check
) -> None:
    client = signed_in(louna.coordinator)
    page = text_of(client.get("/catalogue/?kunta=kaikki"))
    assert "6 tietuetta, joista 6 kaipaa korjausta" in page
    assert "1 tietueissa oleva koodi ei kuulu millekään toimipisteelle" in page
    assert "Korjaa nämä ensin" in page
    tammela = text_of(client.get("/catalogue/?toimipiste=tam"))
    assert "4 tietuetta, joista 4" in tammela
    row = RuleCount.objects.get(check_of=checked, rule__slug=RULE)
    assert (row.findings, row.records) == (6, 6)
    placed = {one.branch.code: one.records for one in row.places.exclude(branch=None)}
    assert placed == {"tam": 4, "ypä": 2}


def test_the_second_export_is_compared_with_the_first(
    louna: Louna, brought: Callable[..., Check], checked: Check
) -> None:
    mended = [one.replace("Sota :", "Sota.") for one in (STRAY, STRAY, BOTH, UNKNOWN)]
    brought(stray(STRAY, YPAJA, *mended), day="12.1.2025")
    client = signed_in(louna.coordinator)
    page = text_of(client.get("/catalogue/?kunta=kaikki"))
    assert "6 tietuetta, joista" in page
    assert "viime kerrasta" in page
    trend = client.get("/catalogue/trend/?kunta=kaikki").content.decode()
    assert trend.count("<svg") >= 2
    assert "12.1.2025" in trend
    told = summary(["catalogue-integrity"], 2025, louna.municipalities["834"])
    text = told["catalogue-integrity"][0].text
    assert text.startswith("Tammelan aineiston tiedoissa oli edellisessä tarkastuksessa ")
    assert " ja tammikuussa enää " in text


def test_records_without_a_number_are_told_by_where_they_stand(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    nameless = STRAY.replace("001    000000{number}\n", "")
    check = brought(stray(nameless, STRAY, nameless))
    client = signed_in(louna.coordinator)
    second = len(stray(nameless, STRAY))
    names = ("tietue 1, tavusta 0", f"tietue 3, tavusta {second}")
    for path in ("rules/{}/findings/?kunta=kaikki", "work/tam/{}/", "work/tam/{}/print/"):
        page = text_of(client.get("/catalogue/" + path.format(RULE)))
        assert all(name in page for name in (*names, "000002")), path
    page = text_of(client.get(f"/catalogue/rules/{RULE}/?kunta=kaikki"))
    assert "2 tietueella ei ole numeroa: havainnoissa on, missä kohdassa tiedostoa ne ovat" in page
    numbers = client.get(f"/catalogue/rules/{RULE}/numbers.txt?kunta=kaikki").content.decode()
    assert numbers.split() == ["0000002"]
    ticks = {"check": check.pk, "rec": ["0", "2"], "was-0": "", "was-2": "", "done-2": "on"}
    client.post(f"/catalogue/work/tam/{RULE}/", ticks)
    page = text_of(client.get(f"/catalogue/work/tam/{RULE}/"))
    assert names[0] in page
    assert names[1] not in page


def test_a_record_tells_what_finna_joins_it_by(louna: Louna, brought: Callable[..., Check]) -> None:
    fields = (
        "020    $a978-951-611-953-6\n100 1  $aKivi, Aleksis\n245 10 $aSota :\n"
        "264  1 $c2022\n300    $a193 sivua\n490 1  $aSarja,$x1459-1234 ;$v12."
    )
    check = brought(stray(STRAY.replace("245 10 $aSota :", fields)))
    page = text_of(signed_in(louna.coordinator).get(f"/catalogue/checks/{check.pk}/records/0/"))
    for text in (
        "joilla on jokin näistä numeroista 9789516119536",
        "Muuten yhdistetään nimekkeen ja tekijän mukaan sota kivi",
        "Ei kuitenkaan nimekkeen mukaan, jos näissä on ero",
        "Sarjan ISSN ja numero, myös kun ne ovat vain toisessa tietueessa: 1459-1234 ; 12",
        "Vuosi: 2022",
        "Sivut tai muu laajuus, yli kymmenen: 193",
    ):
        assert text in page


def test_a_record_among_many_is_told_as_a_share_that_is_not_nothing() -> None:
    with translation.override("fi"):
        assert _share(15, 60_000).replace("\N{NO-BREAK SPACE}", " ") == "0,03 %"
        assert _share(1, 2).replace("\N{NO-BREAK SPACE}", " ") == "50 %"


def test_a_rule_is_explained_with_examples_and_places(louna: Louna, checked: Check) -> None:
    page = text_of(signed_in(louna.coordinator).get(f"/catalogue/rules/{RULE}/"))
    assert "Nimekkeen lopussa on irrallinen kaksoispiste" in page
    assert "6 tietuetta (100" in page
    assert "Tammelan kirjasto 4 4" in page
    assert "Tuntematon koodi TAM 1 1" in page
    assert "Tästä ei ole vielä sovittu mitään" in page
    assert "Sota :" in page


def test_what_was_agreed_stands_with_the_rule_and_on_work_lists(
    louna: Louna, checked: Check
) -> None:
    client = signed_in(louna.coordinator)
    given = {"practice": "Kaksoispiste **poistetaan**.", "practice_since": "1.1.2025"}
    assert client.post(f"/catalogue/rules/{RULE}/practice/", given).status_code == 302
    staff = signed_in(louna.staff["834"])
    for url in (f"/catalogue/rules/{RULE}/", f"/catalogue/work/tam/{RULE}/"):
        assert "<strong>poistetaan</strong>" in staff.get(url).content.decode()


def test_findings_are_filtered_by_the_address_and_go_to_excel(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.coordinator)
    url = f"/catalogue/rules/{RULE}/findings/"
    assert "6 riviä" in text_of(client.get(url))
    assert "4 riviä" in text_of(client.get(f"{url}?toimipiste=tam"))
    page = text_of(client.get(f"{url}?toimipiste=tam&paikka=245"))
    assert "4 riviä" in page
    assert "245 $a" in page
    assert "(FI-MELINDA)0000001" in page
    book = client.get(f"{url}?toimipiste=tam&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)].count("Sota") == 4


def test_numbers_are_given_a_line_each_without_anything_else(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.coordinator)
    whole = client.get(f"/catalogue/rules/{RULE}/numbers.txt")
    assert whole["Content-Type"].startswith("text/plain")
    assert whole.content.decode().splitlines() == [f"000000{n}" for n in range(1, 7)]
    ypaja = client.get(f"/catalogue/rules/{RULE}/numbers.txt?toimipiste=ypä")
    assert ypaja.content.decode() == "0000004\n0000005\n"


def test_a_record_is_told_in_the_readers_language_with_the_fault_marked(
    louna: Louna, checked: Check
) -> None:
    client = signed_in(louna.coordinator)
    client.post(
        "/catalogue/settings/links/", {"title": "Finna", "pattern": "https://x.fi/{control}"}
    )
    url = f"/catalogue/checks/{checked.pk}/records/0/?vika={RULE}"
    page = client.get(url).content.decode()
    assert "<mark>Sota :</mark>" in page
    assert "Nimeke" in text_of(client.get(url))
    assert 'href="https://x.fi/0000001"' in page
    louna.coordinator.language = "sv"
    louna.coordinator.save()
    assert "Titel" in text_of(client.get(url))


def test_a_judged_finding_is_known_again_in_the_next_export(
    louna: Louna, brought: Callable[..., Check], checked: Check
) -> None:
    client = signed_in(louna.coordinator)
    row = Verdict.objects
    url = f"/catalogue/checks/{checked.pk}/records/0/"
    page = client.get(f"{url}?vika={RULE}").content.decode()
    form = re.search(
        rf'name="rule" value="{RULE}"><input type="hidden" name="fno" value="(\d+)">'
        r'<input type="hidden" name="at" value="(\d+)">',
        page,
    )
    assert form
    given = {
        "rule": RULE,
        "fno": form[1],
        "at": form[2],
        "kind": "false-alarm",
        "note": "On oikein",
    }
    assert "Kirjattu" in text_of(client.post(f"{url}judge/", given, follow=True))
    findings = f"/catalogue/rules/{RULE}/findings/"
    assert "5 riviä" in text_of(client.get(f"{findings}?tila=avoimet"))
    assert "Väärä hälytys" in text_of(client.get(f"{findings}?tila=kasitellyt"))
    newer = brought(made(3) + stray(STRAY, YPAJA), day="12.1.2025")
    again = row.get()
    assert (again.seen_in, again.rec) == (newer, 3)
    assert "1 rivi" in text_of(client.get(f"{findings}?tila=kasitellyt"))
    changed = brought(stray(STRAY.replace("Sota", "Sota ja rauha")), day="13.1.2025")
    assert row.get().seen_in == newer
    assert changed.counts.filter(rule__slug=RULE).exists()
    client.post(f"/catalogue/verdicts/{again.pk}/take-back/")
    assert not row.exists()
    press_undo(client, "catalogue.unjudge")
    assert row.get().note == "On oikein"


def press_undo(client: Client, action: str) -> None:
    """Take back the newest press with such a write."""
    event = AuditEvent.objects.filter(action=action).latest("pk")
    client.post(reverse("ui:undo", args=[event.batch]))


def test_a_link_that_was_removed_is_put_back(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    client.post("/catalogue/settings/links/", {"title": "X", "pattern": "https://x.fi/{control}"})
    link = RecordLink.objects.get(title="X")
    client.post(f"/catalogue/settings/links/{link.pk}/remove/")
    assert not RecordLink.objects.filter(title="X").exists()
    press_undo(client, "catalogue.unlink")
    assert RecordLink.objects.get(title="X").pattern == link.pattern
    press_undo(client, "catalogue.unlink")  # is there again
    assert RecordLink.objects.filter(title="X").count() == 1


def test_a_code_is_given_to_a_branch_and_the_figures_follow(louna: Louna, checked: Check) -> None:
    client = signed_in(louna.coordinator)
    page = client.get("/catalogue/settings/")
    assert [field.label for field in page.context["codes"]] == ["TAM"]
    client.post("/catalogue/settings/", {"code-0": "tam"})
    assert OwnerCode.objects.filter(code="TAM", branch__code="tam").exists()
    Worker().drain()
    assert "5 tietuetta, joista 5" in text_of(client.get("/catalogue/?toimipiste=tam"))
    assert "ei kuulu" not in text_of(client.get("/catalogue/?kunta=kaikki"))
    client.post("/catalogue/settings/", {"code-0": ""})
    Worker().drain()
    assert "4 tietuetta, joista 4" in text_of(client.get("/catalogue/?toimipiste=tam"))


def test_a_bad_link_is_refused_in_words(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    for pattern in ("javascript:alert(1){control}", "https://x.fi/", "https://x.fi/{control.x}"):
        response = client.post("/catalogue/settings/links/", {"title": "x", "pattern": pattern})
        assert response.status_code == 422, pattern
        assert "Kirjoita" in text_of(response)


def test_staff_and_readers_see_the_records_of_their_own_branches(
    louna: Louna, checked: Check
) -> None:
    of_tammela, of_ypaja, of_both = (
        f"/catalogue/checks/{checked.pk}/records/{rec}/" for rec in (0, 3, 4)
    )
    staff, reader = signed_in(louna.staff["834"]), signed_in(louna.readers["981"])
    assert [staff.get(u).status_code for u in (of_tammela, of_ypaja, of_both)] == [200, 404, 200]
    assert [reader.get(u).status_code for u in (of_tammela, of_ypaja, of_both)] == [404, 200, 200]
    findings = f"/catalogue/rules/{RULE}/findings/"
    assert "4 riviä" in text_of(staff.get(findings))
    assert "2 riviä" in text_of(reader.get(findings))
    assert "2 riviä" in text_of(reader.get(f"{findings}?toimipiste=tam"))
    numbers = f"/catalogue/rules/{RULE}/numbers.txt?toimipiste=tam"
    assert reader.get(numbers).content.decode() == "0000004\n0000005\n"
    page = text_of(reader.get("/catalogue/"))
    assert "2 tietuetta, joista 2" in page
    assert "Tammelan" not in page
    assert "Koko luettelossa" not in text_of(reader.get(f"/catalogue/rules/{RULE}/"))


def test_before_the_first_export_the_page_teaches(louna: Louna) -> None:
    assert "Tuo luettelon vienti" in text_of(signed_in(louna.coordinator).get("/catalogue/"))
    page = text_of(signed_in(louna.staff["834"]).get("/catalogue/"))
    assert "Pääkäyttäjä tuo luettelon viennin" in page
    assert signed_in(louna.staff["834"]).get("/catalogue/work/tam/").status_code == 404


def test_no_page_asks_the_database_more_than_twelve_times(louna: Louna, examples: Check) -> None:
    client = signed_in(louna.coordinator)
    slug = RuleCount.objects.filter(check_of=examples).order_by("-records")[0].rule.slug
    pages = [
        "/catalogue/",
        "/catalogue/?toimipiste=for",
        "/catalogue/trend/",
        "/catalogue/snapshots/",
        examples.snapshot.get_absolute_url(),
        "/catalogue/settings/",
        "/catalogue/work/",
        "/catalogue/work/for/",
        f"/catalogue/work/for/{slug}/",
        f"/catalogue/work/for/{slug}/print/",
        f"/catalogue/rules/{slug}/",
        f"/catalogue/rules/{slug}/findings/",
        f"/catalogue/checks/{examples.pk}/records/3/",
    ]
    over = {}
    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        if len(asked) > 12:
            over[page] = [one["sql"][:120] for one in asked]
    assert not over


def test_every_group_of_rules_has_words() -> None:
    families = {rule.families[0] for rule in ready(Setup("strict")).rules} | {"format"}
    assert families <= FAMILIES.keys()


def test_staff_find_their_work_lists(louna: Louna) -> None:
    page = signed_in(louna.staff["981"]).get("/").content.decode()
    assert 'href="/catalogue/work/"' in page
