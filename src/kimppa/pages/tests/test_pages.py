"""Looking after the pages as people do: seeing what needs work, writing, looking, undoing."""

import datetime as dt
import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.pages import actions, area
from kimppa.pages.models import Page, Version
from kimppa.pages.queries import languages_of
from kimppa.pages.states import LOOK, State
from kimppa.pages.tests.conftest import browser

pytestmark = pytest.mark.django_db
WRITTEN = actions.TextContent


def states(page: Page) -> dict[str, State]:
    """The page's state in each language, as stored now."""
    return {one.language: one.state for one in languages_of(Page.objects.get(pk=page.pk))}


def form_values(client: Client, page: Page) -> dict[str, str]:
    """What the form of a page is shown with."""
    form = client.get(reverse("pages:edit", args=[page.pk])).context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "minor"}


def undo(client: Client, answer: HttpResponse) -> str:
    """What the page says after the way back of its message is pressed."""
    (address,) = re.findall(r'action="(/[^"]*undo/[^"]*)"', answer.content.decode())
    return unescape(client.post(address, follow=True).content.decode())


def test_the_inventory_tells_what_is_missing_stale_and_due(pages: Louna) -> None:
    answer = browser(pages.coordinator).get(reverse("pages:home"))
    text = unescape(answer.content.decode())
    for words in ("Ei kirjoitettu", "Suomenkielinen teksti on muuttunut", "Käytävä läpi"):
        assert words in text
    assert "Omatoimikirjaston käyttösäännöt" in text
    only = browser(pages.coordinator).get(reverse("pages:home"), {"tila": "stale"})
    assert [row.page.name for row in only.context["table"].ordered] == ["asiakkaalle"]


def test_what_is_to_be_looked_at_leads_to_those_pages(pages: Louna) -> None:
    today = clock.today()
    dues = area.due(
        today - dt.timedelta(days=400), today + dt.timedelta(days=62), pages.coordinator
    )
    by_group: dict[str, set[str]] = {}
    for one in dues:
        if one.group:
            by_group.setdefault(one.group.url, set()).add(one.url)
    assert by_group
    for address, urls in by_group.items():
        table = browser(pages.coordinator).get(address).context["table"]
        assert {row.page.get_absolute_url() for row in table.ordered} == urls


def test_pages_are_looked_through_in_their_list(pages: Louna) -> None:
    client = browser(pages.coordinator)
    address = f"{reverse('pages:home')}?{LOOK}=myohassa"
    answer = client.get(address)
    keys = [row.page.pk for row in answer.context["table"].ordered]
    assert len(keys) == 2
    assert "Käyty läpi: kaikki on kunnossa" in answer.content.decode()
    done = client.post(
        reverse("pages:page-check-many"), {"row": keys, "next": address}, follow=True
    )
    assert "Sivuja käyty läpi: 2" in done.content.decode()
    assert not client.get(address).context["table"].ordered


def test_a_look_is_told_by_its_language_and_day(customers: Page) -> None:
    actions.check_page(by=SYSTEM, page=customers)
    told = {str(check) for text in customers.texts.all() for check in text.checks.all()}
    assert "Asiakkaalle (suomi) 14.1.2025" in told


def test_what_is_not_in_order_is_said_beside_the_button(pages: Louna, customers: Page) -> None:
    page = browser(pages.coordinator).get(customers.get_absolute_url())
    beside = unescape(page.content.decode()).partition("k-actions")[2].partition("</header>")[0]
    assert "Käyty läpi: kaikki on kunnossa" in beside
    assert "Ei vielä kunnossa: ruotsi: Ei kirjoitettu; englanti: Suomenkielinen" in beside


def test_the_demo_has_each_state(customers: Page) -> None:
    assert states(customers) == {"fi": State.FINE, "sv": State.MISSING, "en": State.STALE}
    own = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    assert states(own) == {"fi": State.DUE, "sv": State.DUE, "en": State.MISSING}


def test_writing_side_by_side_makes_versions_and_shows_what_changed(
    pages: Louna, customers: Page
) -> None:
    client = browser(pages.coordinator)
    values = form_values(client, customers)
    values["title_sv"], values["body_sv"] = "För kunder", "Kortet är gratis."
    values["body_en"] += "\n\nThe e-library is free of charge."
    answer = client.post(reverse("pages:edit", args=[customers.pk]), values, follow=True)
    assert "Sivua kirjoitettu: " in answer.content.decode()
    assert states(customers) == dict.fromkeys(("fi", "sv", "en"), State.FINE)
    newest = Version.objects.filter(text__language="en").latest("pk")
    shown = client.get(newest.get_absolute_url()).content.decode()
    assert "<ins>The e-library is free of charge.</ins>" in shown
    assert newest.by_name == pages.coordinator.name


def test_a_later_save_over_an_unseen_one_is_refused(pages: Louna, customers: Page) -> None:
    client = browser(pages.coordinator)
    values = form_values(client, customers)
    actions.write_texts(by=SYSTEM, page=customers, texts={"fi": WRITTEN("Uusi otsikko", "Uutta.")})
    values["body_fi"] = "Minun tekstini"
    answer = client.post(reverse("pages:edit", args=[customers.pk]), values)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Joku muu tallensi tämän" in text
    assert "Minun tekstini" in text
    assert "Uutta." in text


def test_a_small_correction_leaves_the_translations_in_step(pages: Louna) -> None:
    page = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    text = page.by_language["fi"]
    corrected = WRITTEN(text.title, text.body.replace("joka päivä", "joka  päivä"))
    actions.write_texts(by=SYSTEM, page=page, texts={"fi": corrected}, minor=True)
    assert states(page)["sv"] is State.DUE
    larger = WRITTEN(text.title, "Auki 8–20.")
    actions.write_texts(by=SYSTEM, page=page, texts={"fi": larger})
    assert states(page)["sv"] is State.STALE
    actions.match_text(by=SYSTEM, text=page.texts.get(language="sv"))
    assert states(page)["sv"] is State.DUE


def test_an_earlier_version_is_restored_and_the_restoring_undone(
    pages: Louna, customers: Page
) -> None:
    client = browser(pages.coordinator)
    first = Version.objects.get(text__page=customers, text__language="fi", number=1)
    answer = client.post(reverse("pages:version-restore", args=[first.pk]), follow=True)
    assert "Sivua kirjoitettu: " in answer.content.decode()
    text = customers.texts.get(language="fi")
    assert (text.number, text.body) == (3, first.body)
    second = Version.objects.get(text=text, number=2)
    assert "Kumottu: " in undo(client, answer)
    text.refresh_from_db()
    assert (text.number, text.body) == (4, second.body)


def test_what_was_written_is_undone_and_the_translations_stay_in_step(pages: Louna) -> None:
    page = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    client = browser(pages.coordinator)
    before, states_before = page.texts.get(language="fi"), states(page)
    values = form_values(client, page) | {"body_fi": "Auki 8–20.", "minor": "on"}
    answer = client.post(reverse("pages:edit", args=[page.pk]), values, follow=True)
    assert page.texts.get(language="fi").body == "Auki 8–20."
    assert "Kumottu: " in undo(client, answer)
    assert page.texts.get(language="fi").body == before.body
    assert states(page)["sv"] is not State.STALE
    assert states_before["sv"] is not State.STALE


def test_a_write_is_not_undone_over_a_later_one(pages: Louna, customers: Page) -> None:
    client = browser(pages.coordinator)
    values = form_values(client, customers) | {"body_fi": "Ensin."}
    answer = client.post(reverse("pages:edit", args=[customers.pk]), values, follow=True)
    actions.write_texts(by=SYSTEM, page=customers, texts={"fi": WRITTEN("Sitten", "Sitten.")})
    assert "Joku on kirjoittanut tekstiä sen jälkeen." in undo(client, answer)
    assert customers.texts.get(language="fi").body == "Sitten."


def test_a_look_is_evidence_and_moves_the_due_day_and_can_be_taken_back(pages: Louna) -> None:
    page = Page.objects.get(name="asiakkaalle_kayttosaannot")
    client = browser(pages.coordinator)
    shown = client.post(reverse("pages:page-check", args=[page.pk]), follow=True)
    again = client.post(reverse("pages:page-check", args=[page.pk]), follow=True)
    assert "Mitään ei tarvinnut muuttaa" in again.content.decode()
    text = page.texts.get(language="fi")
    assert text.checked_on == dt.date(2025, 1, 14)
    work = Evidence.objects.standing().get(object_id=f"work-{page.pk}-2025-01")
    assert (work.topic, work.title) == ("finna-platform", "Verkkokirjaston sivu: Käyttösäännöt")
    assert "Kumottu: " in undo(client, shown)
    text.refresh_from_db()
    assert text.checked_on == dt.date(2024, 11, 20)
    assert not Evidence.objects.standing().filter(object_id=work.object_id).exists()


def test_an_owner_writes_the_own_page_and_no_other(pages: Louna, customers: Page) -> None:
    own = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    assert own.owner is not None
    client = browser(own.owner)
    assert client.get(reverse("pages:edit", args=[own.pk])).status_code == 200
    assert client.post(reverse("pages:page-check", args=[own.pk])).status_code == 302
    assert client.get(reverse("pages:edit", args=[customers.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.write_texts(by=own.owner, page=customers, texts={"fi": WRITTEN("A", "B")})
    with pytest.raises(PermissionDenied):
        actions.change_page(by=own.owner, page=own, months=3)


def test_a_page_is_added_settings_changed_removed_and_brought_back(pages: Louna) -> None:
    client = browser(pages.coordinator)
    told = {"kind": "content", "name": "saavutettavuus", "format": "markdown", "months": "12"}
    answer = client.post(reverse("pages:new"), told | {"languages": ["sv"]})
    page = Page.objects.get(name="saavutettavuus")
    assert answer["Location"] == reverse("pages:edit", args=[page.pk])
    assert page.language_codes == ["fi", "sv"]
    client.post(reverse("pages:settings", args=[page.pk]), {"months": "6", "languages": ["en"]})
    for months in ("0", "99999"):
        refused = client.post(reverse("pages:settings", args=[page.pk]), {"months": months})
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == ["months"]
    page.refresh_from_db()
    assert (page.months, page.language_codes) == (6, ["fi", "en"])
    client.post(reverse("pages:page-remove", args=[page.pk]))
    home = client.get(reverse("pages:home")).content.decode()
    assert "Ei enää ylläpidossa" in home
    client.post(reverse("pages:page-bring-back", args=[page.pk]))
    page.refresh_from_db()
    assert page.removed_at is None


def test_a_removed_page_is_not_written_before_it_is_brought_back(
    pages: Louna, customers: Page
) -> None:
    client = browser(pages.coordinator)
    client.post(reverse("pages:page-remove", args=[customers.pk]))
    for name in ("edit", "page-check"):
        refused = client.post(reverse(f"pages:{name}", args=[customers.pk]), {})
        assert refused.status_code == 403
        assert "palauta se ensin" in refused.content.decode()
    client.post(reverse("pages:page-bring-back", args=[customers.pk]))
    assert client.get(reverse("pages:edit", args=[customers.pk])).status_code == 200


def test_an_owner_is_one_who_may_write_and_whose_time_goes_on(pages: Louna) -> None:
    gone = pages.staff["981"]
    Person.objects.filter(pk=gone.pk).update(valid_to=dt.date(2024, 12, 31))
    form = browser(pages.coordinator).get(reverse("pages:new")).context["form"]
    offered = set(form.fields["owner"].queryset)
    assert {pages.coordinator, pages.staff["834"], pages.directors["834"]} <= offered
    assert not offered & {gone, pages.readers["981"]}


def test_the_inventory_tells_when_each_was_looked_at_and_how_often_it_is(pages: Louna) -> None:
    client = browser(pages.coordinator)
    home = unescape(client.get(reverse("pages:home")).content.decode())
    assert "Käytävä läpi, käyty viimeksi 10.1.2024" in home
    page = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    own = unescape(client.get(page.get_absolute_url()).content.decode())
    assert "käydään läpi 12 kuukauden välein" in own
    assert "Käyty läpi 10.1.2024, seuraavan kerran viimeistään 10.1.2025" in own


def test_work_of_the_small_hours_counts_for_its_own_day(pages: Louna, customers: Page) -> None:
    late = dt.datetime(2025, 1, 1, 0, 30, tzinfo=clock.ZONE)
    actions.write_texts(
        by=SYSTEM, page=customers, texts={"fi": WRITTEN("Asiakkaalle", "Uutta.")}, at=late
    )
    work = Evidence.objects.standing().get(object_id=f"work-{customers.pk}-2025-01")
    assert (work.date, work.agreement_year) == (dt.date(2025, 1, 1), 2025)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"kind": "content", "name": "Säännöt"}, "pieniä kirjaimia"),
        ({"kind": "front", "name": "home-11"}, "home-10"),
        ({"kind": "addition", "name": "oma"}, "login-pre"),
        ({"kind": "content", "name": "asiakkaalle"}, "on jo"),
        ({"kind": "content", "name": "uusi", "months": "0"}, "60"),
    ],
)
def test_what_finna_has_no_use_for_is_refused(
    pages: Louna, told: dict[str, str], words: str
) -> None:
    values = {"format": "markdown", "months": "12"} | told
    answer = browser(pages.coordinator).post(reverse("pages:new"), values)
    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())


@pytest.mark.parametrize("given", [WRITTEN("", "Teksti"), WRITTEN("Otsikko", " "), WRITTEN("", "")])
def test_a_text_is_not_emptied_by_mistake(customers: Page, given: actions.TextContent) -> None:
    with pytest.raises(ValidationError):
        actions.write_texts(by=SYSTEM, page=customers, texts={"fi": given})
    assert customers.texts.get(language="fi").number == 2


def test_a_preview_runs_nothing_and_fetches_nothing(pages: Louna, customers: Page) -> None:
    body = (
        "<script>alert(1)</script>\n\n## Kortti\n\nrivi\ntoinen\n\n"
        '![Kirjaston ovi](ovi.jpg) <img src="x" onerror="alert(1)"> [x](javascript:alert(1))\n\n'
        "[hae](/Search/Advanced) www.forssa.fi <iframe src='https://x.fi'></iframe>"
    )
    actions.write_texts(by=SYSTEM, page=customers, texts={"fi": WRITTEN("Asiakkaalle", body)})
    url = reverse("pages:shown", args=[customers.pk, "fi"])
    html = browser(pages.coordinator).get(url).context["html"]
    assert "<h2>Asiakkaalle</h2>" in html
    assert "<h3>Kortti</h3>" in html
    assert "rivi<br>toinen" in html
    assert "[kuva: Kirjaston ovi]" in html
    assert "[kuva: ei tekstivastinetta]" in html
    assert 'href="https://louna.finna.fi/Search/Advanced"' in html
    assert 'href="http://www.forssa.fi"' in html
    for bad in ("script", "onerror", "javascript", "iframe", "<img", "src="):
        assert bad not in html


def test_the_report_tells_the_pages_in_a_sentence_with_figures(pages: Louna) -> None:
    for place in [None, *pages.municipalities.values()]:
        sentence = area.summary(["finna-platform"], 2024, place)["finna-platform"][0]
        assert sentence.whole[0][1] == "4"
        assert sentence.example
    assert area.summary(["finna-platform"], 2019, None) == {}


def test_the_year_clock_knows_when_each_page_is_to_be_looked_at(pages: Louna) -> None:
    told = list(area.due(dt.date(2025, 1, 1), dt.date(2025, 4, 30), pages.coordinator))
    found = {(one.date.isoformat(), one.url) for one in told}
    own = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    assert ("2025-01-10", own.get_absolute_url()) in found
    assert all(one.responsible for one in told)


def test_work_leads_back_to_its_page(pages: Louna, customers: Page) -> None:
    ids = [f"work-{customers.pk}-2024-03", "work-999999-2024-03", "work-x", "page-0"]
    (found,) = area.resolve(ids, pages.coordinator).values()
    assert (found.title, found.url) == ("Asiakkaalle", customers.get_absolute_url())
