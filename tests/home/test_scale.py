"""Sixty lines stay a page that is read at a glance, whatever stands open."""

import datetime as dt
import re

from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.duties.models import Duty
from kimppa.desk.home.lines import URGENT

SECTIONS, LINES = 6, 10
LONG = "Kirjastojen yhteinen luettelo pidetään yhtenäisenä niin, että " + "tiedot löytyvät, " * 12


def page(louna: Louna, query: str = "") -> str:
    clock.set_day(dt.date(2031, 1, 14))
    for section in range(1, SECTIONS + 1):
        for line in range(1, LINES + 1):
            Duty.objects.create(
                agreement_year=2030,
                clause=f"{section}.{line}",
                section=str(section),
                section_title=f"Osa {section}",
                position=section * 100 + line,
                topic="teams",
                kind="duty",
                due="yearly",
                text=LONG if line == 1 else "Lyhyt kohta",
            )
    client = Client()
    client.force_login(louna.coordinator)
    return client.get(f"/?vuosi=2030{query}").text


def test_each_section_shows_its_most_urgent_lines_and_the_rest_as_one_row(louna: Louna) -> None:
    text = page(louna)
    sections = text.split('<section class="k-part"')[1:]
    assert len(sections) == SECTIONS
    for section in sections:
        shown, mark, folded = section.partition("k-rest")
        assert mark
        assert shown.count('id="kohta-') == URGENT
        assert folded.count('id="kohta-') == LINES - URGENT
        assert f"{LINES - URGENT} myöhässä" in folded
        assert re.search(r'class="k-bar"[^>]*aria-label="7 myöhässä\."', folded)


def test_a_state_is_listed_whole(louna: Louna) -> None:
    text = page(louna, "&tila=late")
    assert "k-rest" not in text
    assert text.count('id="kohta-') == SECTIONS * LINES


def test_long_words_of_the_agreement_are_all_there_behind_their_beginning(louna: Louna) -> None:
    row = page(louna).partition('id="kohta-1.1"')[2].partition("</blockquote>")[0]
    words = re.sub(r"<span>.*?</span>", " ", row.partition("<blockquote>")[2])
    assert "Koko teksti" in row
    assert re.sub(r"<[^>]*>", " ", words).split() == LONG.split()
