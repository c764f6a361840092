"""Work logged on, beside and off a line that concerns three municipalities of four."""

import pytest
from django.test import Client

from kimppa.core.consortium.models import Municipality
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import correct_evidence
from kimppa.core.evidence.lines import settle_year
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from tests.contracts.limited import (
    BUS,
    BUS_AT,
    BUS_WORK,
    COURSE,
    PARTIES,
    STRANGER,
    TOWNS,
    YEAR,
    asked,
    limit,
    record,
    sheet,
    signed_in,
    text_of,
    token,
)
from tests.contracts.limited import consortium as consortium

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("consortium")]
OF_NO_LINE = "Työ ei kuulu mihinkään sopimuskohtaan."
HIDDEN_WORDS = "Vastuukirjasto ajaa"


def bus() -> Duty:
    return Duty.objects.get(clause=BUS, agreement_year=YEAR)


def clause_of(work: Evidence) -> str:
    work.refresh_from_db()
    return work.duty.clause if work.duty else ""


class TestCorrection:
    def test_a_click_beside_a_chosen_line_is_refused_in_words(self) -> None:
        work = record(("050",), duty=bus())
        page = signed_in("coordinator").get(f"/work/{work.pk}/").text
        assert 'value="319">Köyliö</button>' in page
        assert "Säkylä</button>" not in page
        answer = signed_in("coordinator").post(
            f"/work/{work.pk}/correct/", {"municipality": STRANGER}
        )
        assert answer.status_code == 422
        assert "Kohta 1.1 koskee vain näitä: Köyliö, Kiukainen, Eura." in answer.text
        assert clause_of(work) == BUS

    def test_a_click_takes_a_guess_off_a_line_that_nobody_chose(self) -> None:
        work = record(("050",))
        client = signed_in("coordinator")
        at = f"/work/{work.pk}/correct/"
        told = client.post(at, {"municipality": STRANGER}, follow=True).text
        assert f"Korjattu. {OF_NO_LINE}" in told
        assert clause_of(work) == ""
        client.post(at, {"municipality": "050"})
        assert clause_of(work) == BUS

    @pytest.mark.parametrize("towns", [(STRANGER,), (STRANGER, "050")])
    def test_what_was_logged_before_the_limit_is_edited(self, towns: tuple[str, ...]) -> None:
        limit(*TOWNS)
        work = record(towns, duty=bus())
        limit(*PARTIES)
        form = {"title": "Auto ajoi", "topic": work.topic, "municipalities": list(towns)}
        form |= {"date": str(work.date), "agreement_year": str(YEAR)}
        answer = signed_in("coordinator").post(f"/work/{work.pk}/edit/", form)
        assert answer.status_code == 302
        assert clause_of(work) == (BUS if "050" in towns else "")
        assert work.title == "Auto ajoi"


class TestLog:
    @pytest.mark.parametrize("who", ["coordinator", STRANGER])
    @pytest.mark.parametrize("whom", [STRANGER, "kaikki"])
    def test_a_line_that_was_not_chosen_refuses_nobody(self, who: str, whom: str) -> None:
        form = {"title": BUS_WORK, "topic": "new-services", "municipality": whom}
        client = signed_in(who)
        answer = client.post("/log-work/", form, follow=True)
        work = Evidence.objects.get(title=BUS_WORK)
        is_on_line = who == "coordinator" and whom == "kaikki"
        assert answer.redirect_chain[0][0] == f"/work/{work.pk}/"
        assert (f"Kirjattu. {OF_NO_LINE}" in answer.text) == (not is_on_line)
        assert (HIDDEN_WORDS in answer.text) == is_on_line
        assert clause_of(work) == (BUS if is_on_line else "")
        settle_year(YEAR)
        assert clause_of(work) == (BUS if is_on_line else "")
        answer = client.post(f"/work/{work.pk}/undo/", follow=True)
        assert answer.status_code == 200
        work.refresh_from_db()
        assert work.undone_at is not None

    def test_whoever_logged_work_sees_it_whatever_its_line_is(self) -> None:
        form = {"title": BUS_WORK, "topic": "new-services", "municipality": "kaikki"}
        signed_in(STRANGER).post("/log-work/", form)
        work = Evidence.objects.get(title=BUS_WORK)
        line = {"line": bus().pk}
        assert signed_in(STRANGER).post(f"/work/{work.pk}/line/", line).status_code == 404
        assert signed_in("coordinator").post(f"/work/{work.pk}/line/", line).status_code == 302
        assert clause_of(work) == BUS
        page = text_of(STRANGER, f"/work/{work.pk}/")
        assert "Työ lasketaan sopimuskohdalle, joka koskee vain muita kuntia." in page
        assert HIDDEN_WORDS not in page
        assert asked(STRANGER, f"/api/work?year={YEAR}")[0]["line"] is None
        assert asked("coordinator", f"/api/work?year={YEAR}")[0]["line"] == BUS
        book = signed_in(STRANGER).get("/work/?format=xlsx&kunta=kaikki")
        cells = [cell for line in sheet(book.content) for cell in line]
        assert BUS_WORK in cells
        assert BUS not in cells

    @pytest.mark.parametrize("whom", [None, [STRANGER]])
    def test_a_program_of_the_fourth(self, whom: list[str] | None) -> None:
        fields = {"topic": "new-services", "title": BUS_WORK, "municipalities": whom}
        headers = {"Authorization": f"Bearer {token(STRANGER)}"}
        client = Client(headers=headers)
        answer = client.post("/api/work", fields, content_type="application/json")
        assert (answer.status_code, answer.json()["line"]) == (201, None)
        at = f"/api/work/{answer.json()['id']}"
        assert client.get(at).status_code == 200
        assert client.post(f"{at}/undo").status_code == 200

    def test_a_correction_by_others_leaves_it_off_the_hidden_line(self) -> None:
        form = {"title": BUS_WORK, "topic": "new-services", "municipality": "kaikki"}
        signed_in(STRANGER).post("/log-work/", form)
        work = Evidence.objects.get(title=BUS_WORK)
        correct_evidence(by=SYSTEM, evidence=work, note="Kolme kylää")
        assert clause_of(work) == ""
        towns = list(Municipality.objects.filter(code__in=PARTIES))
        correct_evidence(by=SYSTEM, evidence=work, municipalities=towns)
        assert clause_of(work) == BUS


class TestAfterALimit:
    def test_all_pages_say_that_the_work_is_of_no_line(self) -> None:
        limit(*TOWNS)
        work = record((STRANGER,))
        told = "ei sen jälkeen kuulu mihinkään sopimuskohtaan, ellei toinen kohta"
        assert told in text_of("coordinator", BUS_AT)
        limit(*PARTIES)
        Duty.objects.create(agreement_year=YEAR, clause="1.3", text="Muuta", position=9)
        for who in ("coordinator", STRANGER):
            page = text_of(who, f"/work/{work.pk}/")
            assert OF_NO_LINE in page
            assert "Kumpaa riviä tämä koskee?" not in page
            lines = text_of(who, "/work/lines/")
            assert "1 työ ei kuulu mihinkään sopimuskohtaan." in lines
            assert "Jokaisella työllä on rivinsä" not in lines
        assert f"{COURSE} Vastuukirjasto kouluttaa" in text_of("coordinator", f"/work/{work.pk}/")
