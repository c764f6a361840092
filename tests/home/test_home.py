"""The first page of each role shows the agreement's own words, what is done and what is next."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.agreement import demo as agreement_demo
from kimppa.agreement.actions import return_to_draft
from kimppa.agreement.coverage.matrix import State
from kimppa.agreement.coverage.queries import coverage_of
from kimppa.agreement.models import Agreement
from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import consortium
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import add_person, save_row
from kimppa.core.tasks.models import Task
from kimppa.core.topics import TOPICS
from kimppa.desk.home.rows import lead
from kimppa.desk.tasks.digest import send_weekly
from tests.remembered import remembered


@pytest.fixture
def desk(louna: Louna, instance: Path) -> Louna:
    remembered("louna, agreement", instance, agreement_demo.load)
    return louna


def seen_by(person: Person, url: str = "/") -> str:
    client = Client()
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_coordinator_sees_all_23_lines_in_their_own_words(desk: Louna) -> None:
    page = seen_by(desk.coordinator)
    assert page.count('class="k-line"') == 23
    assert "Lounakirjailijat-verkkosivuston pääkäyttäjätehtävät" in page
    assert "Palautteita käsiteltiin yhdeksän." in page


def test_each_line_has_its_months_and_five_municipalities(desk: Louna) -> None:
    page = seen_by(desk.coordinator)
    rows = page.split('class="k-line"')[1:]
    for row in rows:
        summary = row.partition("</summary>")[0]
        assert re.search(r'class="k-strip"[^>]+aria-label="Työt kuukausittain: [^"]+"', summary)
        towns = re.search(r'class="k-towns"[^>]+aria-label="([^"]+)"', summary)
        assert towns is not None
        assert "5: " in towns[1] or "Ypäjä" in towns[1]


def test_what_is_made_up_says_so_once(desk: Louna) -> None:
    page = seen_by(desk.coordinator)
    assert page.count("Esimerkki </span>14.1.") == 1
    assert "k-example" not in page.partition("<main")[2]


def test_what_to_do_first_stands_first_with_its_verb(desk: Louna) -> None:
    page = seen_by(desk.coordinator)
    first = page.partition('class="k-do"')[2].partition("</li>")[0]
    assert "pv myöhässä" in first
    assert "k-verb-first" in first
    assert page.index('class="k-do"') < page.index('class="k-line"')


def test_each_state_is_a_link_that_keeps_its_rows_only(desk: Louna) -> None:
    page = seen_by(desk.coordinator)
    counts = dict(re.findall(r'href="\?tila=(\w+)".*?<b>(\d+)</b>', page))
    assert sum(map(int, counts.values())) == 23
    for state, count in counts.items():
        assert seen_by(desk.coordinator, f"/?tila={state}").count('class="k-line"') == int(count)
    still_open = seen_by(desk.coordinator, "/?avoimet=1")
    done = int(counts["done"]) + int(counts.get("none", 0))
    assert still_open.count('class="k-line"') == 23 - done
    assert "Kaikki kohdat" in still_open


def test_the_page_is_told_in_two_sentences_with_words_below_ten(desk: Louna) -> None:
    page = seen_by(desk.coordinator)
    assert "Viisi asiaa on myöhässä. Viisi on määrä hoitaa pe\N{NO-BREAK SPACE}31.1." in page
    assert page.count("pv myöhässä") == 5, "the list beside it counts the same"


@pytest.mark.parametrize(
    ("late", "days", "sentence"),
    [
        (0, [[1], [1, 20], [20]], "Kahdessa kohdassa jokin on myöhässä."),
        (0, [[20], []], "Mikään kohta ei ole myöhässä."),
        (2, [[], [1], [20]], "Kaksi sopimuskohtaa on myöhässä."),
        (1, [[], [1], [20]], "Kahdessa kohdassa jokin on myöhässä."),
    ],
)
def test_what_is_late_in_a_line_that_is_partly_done_is_no_secret(
    late: int, days: list[list[int]], sentence: str
) -> None:
    states = [State.LATE if at < late else State.PARTIAL for at in range(len(days))]
    rows = [
        SimpleNamespace(
            state=state,
            duties=[SimpleNamespace(open_days=[dt.date(2025, 1, day) for day in each])],
            open_steps=[],
            next_due=None,
        )
        for state, each in zip(states, days, strict=True)
    ]
    coverage = SimpleNamespace(
        rows=rows, today=dt.date(2025, 1, 14), states=lambda: Counter(states)
    )
    with translation.override("fi"):
        assert lead(SimpleNamespace(draft=False, coverage=coverage)) == sentence


def test_a_link_sorts_the_late_and_the_next_first(desk: Louna) -> None:
    numbers = re.findall(r'id="kohta-([\d.]+)"', seen_by(desk.coordinator, "/?jarjestys=kiire"))
    assert len(numbers) == 23
    late = seen_by(desk.coordinator, "/?tila=late")
    assert f'id="kohta-{numbers[0]}"' in late


def test_an_opened_row_shows_words_works_and_a_field_that_logs(desk: Louna) -> None:
    opened = line(seen_by(desk.coordinator), "1.2")
    assert "Kirjastotietojärjestelmä" in opened
    assert "Sopimuksen sanat" in opened
    assert len(re.findall(r'<time datetime="2024-\d\d-\d\d">', opened)) in (2, 3)
    assert 'name="line"' in opened
    assert "Muokkaa" in opened
    for_director = line(seen_by(desk.directors["981"]), "1.2")
    assert "Muokkaa" not in for_director
    # As drawn: a director logs by the top bar, and the row tells what was got.
    assert 'name="line"' not in for_director


def test_a_director_sees_what_the_own_municipality_got(desk: Louna) -> None:
    page = seen_by(desk.directors["981"])
    assert "Mitä Ypäjä sai" in page
    assert "Odottaa meitä" in page
    assert page.count('class="k-line"') == 23


def test_a_directors_home_begins_with_four_tiles(desk: Louna) -> None:
    page = seen_by(desk.directors["981"])
    tiles = page.partition('class="k-tiles"')[2].partition('class="k-lines')[0]
    heads = [head.strip() for head in re.findall(r"<h2[^>]*><span>([^<]+)<", tiles)]
    assert heads == ["Odottaa meitä", "Toimitettu meille", "Lainoja asukasta kohti", "Osuutemme"]
    assert "Sopimuksen hintaa ei ole kirjattu" in tiles or "Jakoperustetta ei ole" in tiles
    assert "Oma" in page.partition('class="k-cols"')[2].partition("</div>")[0]
    assert 'class="k-tiles"' not in seen_by(desk.coordinator)


def test_a_director_sees_work_for_the_own_municipality_only(desk: Louna) -> None:
    record_evidence(
        by=desk.coordinator,
        topic="working-methods",
        title="Tammelan oma kysely",
        date=dt.date(2024, 12, 1),
        municipalities=[desk.municipalities["834"]],
    )
    assert "Tammelan oma kysely" in seen_by(desk.directors["834"])
    assert "Tammelan oma kysely" not in seen_by(desk.directors["981"])


def test_new_work_is_seen_at_once(desk: Louna) -> None:
    seen_by(desk.coordinator)
    record_evidence(
        by=desk.coordinator,
        topic="working-methods",
        title="Kysely yhteistyötavoista",
        date=dt.date(2024, 12, 1),
    )
    assert "Kysely yhteistyötavoista" in seen_by(desk.coordinator)


def test_a_new_day_is_seen_at_once(desk: Louna) -> None:
    assert "Myöhässä" not in line(seen_by(desk.coordinator), "6.2")
    clock.set_day(dt.date(2025, 2, 3))
    assert "Myöhässä" in line(seen_by(desk.coordinator), "6.2")


def line(page: str, number: str) -> str:
    """The part of the page that shows a clause."""
    return page.partition(f'id="kohta-{number}"')[2].partition('id="kohta-')[0]


def test_staff_get_four_verbs_and_their_tasks(desk: Louna) -> None:
    page = seen_by(desk.staff["834"])
    assert page.count('class="k-begin"') == 4
    assert "Lähetä kirjastonne kevään tapahtumat Finnaan" in page


def test_a_verb_becomes_a_task_of_the_own_municipality(desk: Louna) -> None:
    client = Client()
    client.force_login(desk.staff["834"])
    response = client.post("/ask/opastus/", {"title": "Miten vaihdan aukioloajat?", "note": ""})
    assert response.status_code == 302
    task = Task.objects.get(title="Miten vaihdan aukioloajat?")
    assert (task.topic, task.municipality) == ("guidance", desk.municipalities["834"])


def test_a_verb_without_words_says_what_is_missing(desk: Louna) -> None:
    client = Client()
    client.force_login(desk.staff["834"])
    page = client.post("/ask/opastus/", {"title": ""}).content.decode()
    assert 'aria-invalid="true"' in page
    assert not Task.objects.filter(title="").exists()


def test_an_unknown_verb_is_not_found(desk: Louna) -> None:
    client = Client()
    client.force_login(desk.staff["834"])
    assert client.get("/ask/jokin/").status_code == 404


def test_a_reader_sees_the_own_municipality_and_may_ask_nothing(desk: Louna) -> None:
    assert "Mitä Ypäjä sai" in seen_by(desk.readers["981"])
    client = Client()
    client.force_login(desk.readers["981"])
    assert client.get("/ask/opastus/").status_code == 403


def test_an_empty_desk_teaches_what_to_do_first(louna: Louna) -> None:
    page = seen_by(louna.coordinator).partition('id="alku"')[2].partition("</section>")[0]
    steps = re.findall(
        r"<span>(Tehty|Tehtävä)</span></span> <a href=[^>]+>([^<]+)</a> <span>[^<]{10,}</span>",
        page,
    )
    assert steps[:2] == [("Tehty", "Lisää kunnat"), ("Tehtävä", "Tuo sopimuksen teksti")]
    assert steps[-1] == ("Tehtävä", "Kirjaa ensimmäinen työ")
    assert len(steps) == 6
    assert page.count('class="k-verb"') == sum(state == "Tehtävä" for state, _title in steps)


def test_public_pages_without_their_notices_are_a_step_that_ticks_itself(desk: Louna) -> None:
    whole = consortium()
    assert whole is not None
    assert 'id="alku"' not in seen_by(desk.coordinator)
    notice = whole.privacy_notice
    save_row(whole, by=SYSTEM, privacy_notice="")
    steps = seen_by(desk.coordinator).partition('id="alku"')[2].partition("</section>")[0]
    assert re.search(r"Tehtävä</span></span> <a [^>]+>Täydennä julkiset sivut</a>", steps)
    save_row(whole, by=SYSTEM, privacy_notice=notice)
    assert 'id="alku"' not in seen_by(desk.coordinator)


def test_the_first_steps_stay_until_somebody_can_be_delivered_to(desk: Louna) -> None:
    assert 'id="alku"' not in seen_by(desk.coordinator)
    Person.objects.filter(memberships__role="director").update(is_active=False)
    steps = seen_by(desk.coordinator).partition('id="alku"')[2].partition("</section>")[0]
    assert "Kutsu kirjastonjohtajat" in steps


@pytest.mark.django_db
def test_a_new_consortium_is_asked_for_its_municipalities_first() -> None:
    new = add_person(by=SYSTEM, email="uusi@example.org", name="Uusi", role="coordinator")
    page = seen_by(new).partition('id="alku"')[2]
    assert page.index("Lisää kunnat") < page.index("Tuo sopimuksen teksti")
    assert "Tehty" not in page.partition("</section>")[0]


def test_who_joined_in_july_has_its_own_work_and_none_of_the_spring(desk: Louna) -> None:
    joined = desk.municipalities["981"]
    save_row(joined, by=SYSTEM, valid_from=dt.date(2024, 7, 1))

    def mark() -> str:
        row = next(row for row in coverage_of(2024).rows if row.clause.number == "5.3")
        return next(str(one.state) for one in row.marks if one.code == "981")

    def done(title: str, month: int, *places: Municipality) -> None:
        day = dt.date(2024, month, 5)
        record_evidence(
            by=SYSTEM, topic="working-methods", title=title, date=day, municipalities=places or None
        )

    done("Keväällä kaikille", 3)
    assert mark() == "not-asked"  # half a year is too little to ask for what is done once a year
    done("Kesällä pyynnöstä", 8, joined)
    assert mark() == "done"


def test_a_draft_agreement_asks_first_to_be_put_in_force(desk: Louna) -> None:
    agreement = Agreement.objects.get(year=2024)
    return_to_draft(by=desk.coordinator, agreement=agreement)
    page = seen_by(desk.coordinator)
    assert "Saata sopimus voimaan" in page
    assert "mikään ei ole myöhässä ennen kuin se on voimassa" in page
    assert "yöhässä" not in page.partition('class="k-first"')[2].partition('class="k-foot"')[0]
    assert "Saata sopimus voimaan" not in seen_by(desk.directors["981"])


def test_a_draft_agreement_is_late_nowhere(desk: Louna) -> None:
    return_to_draft(by=desk.coordinator, agreement=Agreement.objects.get(year=2024))
    for who in (desk.coordinator, desk.directors["981"]):
        for url in ("/tasks/", "/year-clock/", "/year-clock/?kello=2024"):
            page = seen_by(who, url).partition("<main")[2].partition("</main>")[0]
            assert not re.search(r"\d (pv )?myöhässä", page), (who.name, url)
    send_weekly()
    assert not OutgoingMail.objects.filter(body__contains="yöhässä").exists()


def test_a_draft_is_a_state_of_its_own_in_the_bar(desk: Louna) -> None:
    return_to_draft(by=desk.coordinator, agreement=Agreement.objects.get(year=2024))
    how = seen_by(desk.coordinator).partition('aria-labelledby="tila"')[2].partition("</ul>")[0]
    label = re.search(r'class="k-bar"[^>]+aria-label="([^"]+)"', how)
    assert label is not None
    assert "luonnos" in label[1]
    assert "käynnissä" not in label[1]
    count = re.search(r'href="\?tila=draft".*?<b>(\d+)</b>', how)
    assert count is not None
    only = seen_by(desk.coordinator, "/?tila=draft")
    assert only.count('class="k-line"') == int(count[1]) > 0


def test_a_director_is_told_what_will_be_done_not_told_to_do_it(desk: Louna) -> None:
    report = line(seen_by(desk.directors["981"]), "6.2")
    assert "31.1.2025" in report
    assert "Toimitetaan" in report
    assert "Toimitettava" not in report
    assert "Toimitettava" in line(seen_by(desk.coordinator), "6.2")


def test_work_without_a_line_is_told_to_who_can_give_it_one(desk: Louna) -> None:
    record_evidence(
        by=SYSTEM,
        topic=next(topic for topic in TOPICS if not Duty.objects.filter(topic=topic).exists()),
        date=dt.date(2024, 5, 2),
        title="Muuta työtä",
    )
    words = "ilman sopimuskohtaa"
    assert words in seen_by(desk.coordinator)
    for person in (desk.directors["981"], desk.readers["981"]):
        assert words not in seen_by(person)


def test_work_that_no_line_asks_for_is_a_click_away(desk: Louna) -> None:
    record_evidence(
        by=desk.coordinator, topic="billing", title="Lasku tarkistettiin", date=dt.date(2024, 5, 2)
    )
    page = seen_by(desk.coordinator)
    ((address, count),) = re.findall(
        r'href="([^"]+\?placing=outside)">(\d+) kirjaus(?:ta)? ilman sopimuskohtaa', page
    )
    works = seen_by(desk.coordinator, address).partition("<tbody")[2]
    assert "Lasku tarkistettiin" in works
    assert works.count("<tr>") == int(count)
