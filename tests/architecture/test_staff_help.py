"""The help for staff calls buttons and pages by the names that they have."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from kimppa.operations.messages import catalogues

HELP = Path(__file__).parents[2] / "docs" / "staff"
# What begins a paragraph or a point there, and is no name of a button or page.
HEADINGS = {
    "Ensimmäinen sivu",
    "Henkilökunta ja johtaja",
    "Johtaja voi julkaista oman kirjastonsa tapahtumat ja uutiset",
    "Kenen kirje liittyy palautteeseen?",
    "Kirjeen linkistä vastataan kirjautumatta.",
    "Kunnan henkilökunta ja johtaja",
    "Kunnan omat sanat",
    "Oman kaupungin tunnus",
    "Puhelin katosi?",
}
NAME = re.compile(r"\*\*([A-ZÅÄÖ][^*\n]*)\*\*")
CHANGING = re.compile(r"%\(\w+\)[sd]|\{\w+\}|\d+|…")  # what a fact fills in


def plain(text: str) -> str:
    return CHANGING.sub("#", " ".join(text.replace("\xad", "").split())).strip(" .:,").lower()


def finnish_texts() -> str:
    texts = []
    for po in catalogues():
        if po.parts[-3] == "fi":
            with po.open("rb") as file:
                for message in read_po(file):
                    strings = message.string
                    texts += [strings] if isinstance(strings, str) else list(strings)
    return "\n".join(map(plain, texts))


def test_what_help_names_in_bold_is_on_a_page() -> None:
    texts = finnish_texts()
    names = {
        (page.name, name)
        for page in HELP.glob("*.md")
        for name in NAME.findall(page.read_text(encoding="utf-8"))
    }
    assert ("work.md", "Mitä tein?") in names
    unknown = {(page, name) for page, name in names if plain(name) not in texts}
    assert {pair for pair in unknown if pair[1] not in HEADINGS} == set()
