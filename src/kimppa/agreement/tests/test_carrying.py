"""What a new text takes over, what stays uncertain until somebody settles it, and what an undo
opens again."""

import re

import pytest
from django.test import Client

from kimppa.agreement.models import Agreement, Clause, Paper
from kimppa.agreement.reading import suggester
from kimppa.agreement.structure.carrying import Carrying
from kimppa.agreement.structure.parts import (
    ClausePart,
    DutyPart,
    SectionPart,
    Structure,
    to_json,
    with_parts,
)
from kimppa.agreement.tests.selkavesi import line, make_paper, press, url, words
from kimppa.agreement.tests.walk import after, page, undo_address
from kimppa.agreement.text.paper import Role
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.lines import lines_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(empty: dict[str, Client]) -> Client:
    return empty["coordinator"]


def read_next(old_words: str, due: str, new_words: str) -> tuple[str, bool]:
    """The due of a clause whose duty had this one, when its words come again in 2025."""
    duty = DutyPart("meetings", due=due)
    clause = ClausePart("1.1", old_words, "", (duty,))
    old = Structure("", 2024, "", (SectionPart("1", "Kokoukset", (clause,)),))
    section = SectionText("1", "Kokoukset", (ClauseText("1.1", new_words),))
    text = AgreementText("", 2025, "", (section,))
    new = Carrying(old, text, suggester(2025, ()), suggester(2024, ())).structure({})
    duty = new.clauses[0].duties[0]
    return duty.due, duty.asks_due


QUARTERLY = "Johtajat kokoontuvat neljännesvuosittain."
TWICE = "Johtajat kokoontuvat kahdesti vuodessa."


class TestDueThatAPersonChose:
    def test_it_stays_when_the_words_say_another_time_and_is_asked(self) -> None:
        assert read_next(QUARTERLY, "by 05-31", TWICE) == ("by 05-31", True)

    def test_a_time_that_nobody_can_tell_is_asked_once(self) -> None:
        vague = "Johtajat kokoontuvat säännöllisesti."
        (duty,) = suggester(2025, ())(ClauseText("1.1", vague), "Kokoukset")
        assert duty.asks_due
        assert read_next(vague, "by 05-31", vague) == ("by 05-31", False)

    def test_it_stays_when_only_the_year_moved_on(self) -> None:
        old, new = (f"Johtajat kokoontuvat 31.1.{year} mennessä." for year in (2025, 2026))
        assert read_next(old, "by 05-31", new) == ("by 05-31", False)

    def test_one_that_the_words_said_follows_them(self) -> None:
        assert read_next(QUARTERLY, "quarterly", TWICE) == ("half-yearly", False)

    def test_one_that_the_new_words_say_too_is_right(self) -> None:
        assert read_next(QUARTERLY, "half-yearly", TWICE) == ("half-yearly", False)


def test_marks_that_ask_nothing_are_not_in_the_log() -> None:
    clause = ClausePart("1.1", "Työ", duties=(DutyPart("teams"),), id=1)
    asked = ClausePart("1.2", "Muu", duties=(DutyPart("teams", asks_due=True),), id=2)
    structure = Structure("", 2024, "", (SectionPart("1", "Työt", (clause, asked), id=3),))
    parts = to_json(structure)
    duties = [duty for c in parts["section #3"]["clauses"] for duty in c["duties"]]
    assert [duty.get("asks_due") for duty in duties] == [None, True]
    assert with_parts(structure, parts, ()) == structure


def uncertain_paper() -> Paper:
    """A paper with a topic that only its heading tells, and a line without a topic."""
    return make_paper((
        line(Role.HEADING, "Tilastot", 1, "1."),
        line(Role.DUTY, "Forssa kokoaa ne maaliskuussa.", 0, "-"),
        line(Role.HEADING, "Muut", 1, "2."),
        line(Role.DUTY, "Ypäjä huolehtii liputuksesta.", 0, "-"),
    ))  # fmt: skip


class TestUncertainTopic:
    def save_duty(self, client: Client, number: str, **values: str) -> str:
        body = page(client, f"/agreement/2025/clauses/{number}/")
        sent = dict(re.findall(r'<input type="hidden" name="(duty-[\w-]+)" value="([^"]*)"', body))
        duty = Duty.objects.get(clause=number)
        sent |= {"duty-0-id": str(duty.pk), "duty-0-topic": duty.topic, "duty-0-kind": duty.kind}
        sent |= {"duty-0-when": "yearly", "duty-0-responsible": duty.responsible}
        sent |= {"duty-1-kind": "duty", "duty-1-when": "continuous"}
        sent |= {"duty-1-responsible": "coordinator"}
        return after(client, f"/agreement/2025/clauses/{number}/", **sent | values)

    def test_it_is_marked_in_the_draft_and_the_matrix_until_it_is_saved(
        self, client: Client
    ) -> None:
        after(client, url(uncertain_paper()), year=2025)
        guess = Duty.objects.get(clause="1.1")
        assert guess.topic
        assert guess.asks_topic
        name = guess.get_topic_display()
        body = page(client, "/agreement/2025/")
        assert f"{name}?" in body
        assert "Epävarma" in words(body)
        assert f"Aihe: {name}?" in page(client, "/agreement/2025/coverage/")
        assert "Aihe?" in page(client, "/agreement/2025/coverage/")
        body = self.save_duty(client, "1.1")
        assert f"{name}?" not in body
        assert f"Aihe: {name}?" not in page(client, "/agreement/2025/coverage/")
        after(client, undo_address(body))
        assert f"{name}?" in page(client, "/agreement/2025/")

    def test_a_line_that_no_topic_fits_may_be_put_in_force(self, client: Client) -> None:
        after(client, url(uncertain_paper()), year=2025)
        body = after(client, "/agreement/2025/state/")
        assert "Se puuttuu kohdista 2.1" in body
        body = self.save_duty(client, "2.1", **{"duty-0-topic": "-"})
        assert "Ei aihetta" in body
        assert 'value="-" selected' in page(client, "/agreement/2025/clauses/2.1/")
        assert "Voimassa" in words(after(client, "/agreement/2025/state/"))
        assert [line.clause for line in lines_of(2025)] == ["1.1", "2.1"]

    def test_a_time_that_the_words_changed_is_asked(self, client: Client) -> None:
        after(client, url(uncertain_paper()), year=2025)
        Duty.objects.filter(clause="1.1").update(asks_due=True)
        assert "Aika?" in page(client, "/agreement/2025/")
        assert "Aika?" in page(client, "/agreement/2025/coverage/")
        self.save_duty(client, "1.1")
        assert "Aika?" not in page(client, "/agreement/2025/")


def test_taking_a_new_text_back_opens_its_paper_and_the_old_source(client: Client) -> None:
    first, second = make_paper(name="vanha.txt"), uncertain_paper()
    after(client, url(first), year=2025)
    old = Agreement.objects.values("title", "source_text", "source_file").get()
    clauses = list(Clause.objects.values_list("text", flat=True))
    body = after(client, url(second), year=2025)
    assert "Luonnoksessa on uusi teksti" in body
    assert Agreement.objects.get().source_file_id != old["source_file"]
    after(client, undo_address(body))
    assert "Mitään ei ole vielä tallennettu" in page(client, url(second))
    assert "Tallennettu luonnokseksi" in page(client, url(first))
    assert Agreement.objects.values("title", "source_text", "source_file").get() == old
    assert list(Clause.objects.values_list("text", flat=True)) == clauses
    press(client, second, "2 role:text")
    assert "Luonnoksessa on uusi teksti" in after(client, url(second), year=2025)
