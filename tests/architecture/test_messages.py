"""Everything people read exists in Finnish, Swedish and English."""

import gettext
import re
from pathlib import Path

import pytest
from django.apps import apps

from scripts import messages

TEMPLATE = """{% load i18n %}
  <p>Don't
     {% translate "Save" %} {% translate "Open" context "door" %}
 {% blocktranslate trimmed count n=files|length %}
    One file of {{ who }}, 50 %
 {% plural %}
    {{ n }} files of {{ who }}, 50 %
 {% endblocktranslate %}</p>
   {{ value|default:_("None yet") }}
"""
VIEWS = """
from django.utils.translation import gettext as _
a = _("Save")
# Translators: somebody who only looks
b = _("Reader {name}")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one room that says six things, and its empty catalogues."""
    folder = tmp_path / "desk" / "templates"
    folder.mkdir(parents=True)
    (tmp_path / "desk" / "__init__.py").touch()
    (tmp_path / "desk" / "views.py").write_text(VIEWS)
    (folder / "home.html").write_text(TEMPLATE)
    messages.write_catalogues(tmp_path)
    return tmp_path


def finnish(package: Path, room: str = "desk") -> Path:
    return messages.catalogue_path(package / room, "fi")


def translate(path: Path, english: str, told: str) -> None:
    text = path.read_text(encoding="utf-8")
    blank = f'msgid "{english}"\nmsgstr ""'
    assert blank in text
    path.write_text(text.replace(blank, f'msgid "{english}"\nmsgstr "{told}"'), encoding="utf-8")


def test_the_catalogues_are_complete() -> None:
    found = messages.faults()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("language", "english", "word"),
    [
        ("fi", r"\b[Uu]ndo(ne|es|ing)?\b", r"\bkumo"),
        ("sv", r"\b[Uu]ndo(ne|es|ing)?\b", r"\bångra"),
        ("fi", r"\bMB\b", r"\bMt\b"),
    ],
)
def test_one_thing_is_called_by_one_word(language: str, english: str, word: str) -> None:
    odd = [
        told
        for path in messages.catalogues()
        if path.parents[1].name == language
        for message in messages.stored(path).values()
        for told in [" ".join(message.string) if message.pluralizable else str(message.string)]
        if re.search(english, " ".join(message.id) if message.pluralizable else str(message.id))
        and not re.search(word, told, re.IGNORECASE)
    ]
    assert odd == []


def test_code_and_templates_are_read(package: Path) -> None:
    assert set(messages.stored(finnish(package))) == {
        (None, "Save"),
        ("door", "Open"),
        (None, "One file of %(who)s, 50 %%"),
        (None, "None yet"),
        (None, "Reader {name}"),
    }


def test_extracting_again_changes_nothing(package: Path) -> None:
    translate(finnish(package), "Save", "Tallenna")
    assert messages.write_catalogues(package) == []


def test_a_translation_survives_and_a_text_no_longer_used_goes(package: Path) -> None:
    translate(finnish(package), "Save", "Tallenna")
    translate(finnish(package), "None yet", "Ei vielä")
    (package / "desk" / "templates" / "home.html").write_text("")
    messages.write_catalogues(package)
    kept = messages.stored(finnish(package))
    assert kept[None, "Save"].string == "Tallenna"
    assert (None, "None yet") not in kept


def test_another_room_calls_the_same_thing_the_same(package: Path) -> None:
    translate(finnish(package), "Save", "Tallenna")
    (package / "report").mkdir()
    (package / "report" / "__init__.py").touch()
    (package / "report" / "views.py").write_text(VIEWS)
    messages.write_catalogues(package)
    assert messages.stored(finnish(package, "report"))[None, "Save"].string == "Tallenna"
    text = finnish(package, "report").read_text().replace("Tallenna", "Talleta")
    finnish(package, "report").write_text(text)
    assert "report/fi: 'Save' is translated otherwise in desk" in messages.faults(package)


def test_what_core_says_stands_in_no_other_catalogue(package: Path) -> None:
    translate(finnish(package), "Save", "Tallenna")
    (package / "core").mkdir()
    (package / "core" / "__init__.py").touch()
    (package / "core" / "forms.py").write_text('from x import gettext as _\n_("Save")\n_("Pick")\n')
    messages.write_catalogues(package)
    assert messages.stored(finnish(package, "core"))[None, "Save"].string == "Tallenna"
    assert (None, "Save") not in messages.stored(finnish(package))
    assert (None, "None yet") in messages.stored(finnish(package))
    assert "Save" not in messages.stubs(package / "desk", "fi")


def test_missing_unknown_fuzzy_and_mismatched_texts_are_told(package: Path) -> None:
    path = finnish(package)
    translate(path, "Reader {name}", "Lukija")
    text = path.read_text().replace('msgid "None yet"\nmsgstr ""', 'msgid "Gone"\nmsgstr "Poissa"')
    text = text.replace('msgid "Save"\nmsgstr ""', '#, fuzzy\nmsgid "Save"\nmsgstr "Talleta"')
    path.write_text(text)
    told = [fault for fault in messages.faults(package) if fault.startswith("desk/fi")]
    assert "desk/fi: missing: 'None yet'" in told
    assert "desk/fi: not in the code: 'Gone'" in told
    assert "desk/fi: fuzzy: 'Save'" in told
    assert "desk/fi: placeholders differ: 'Reader {name}' and 'Lukija'" in told
    assert "desk/fi: missing: 'Open'" in told


@pytest.mark.parametrize(
    ("singular", "plural", "fits"),
    [
        ("Yksi tiedosto", "%(n)s tiedostoa", True),
        ("%(n)s tiedosto", "%(n)s tiedostoa", True),
        ("Yksi tiedosto", "Monta tiedostoa", False),
        ("%(m)s tiedosto", "%(n)s tiedostoa", False),
    ],
)
def test_plural_placeholders(singular: str, plural: str, fits: bool) -> None:
    message = messages.Message(("One file", "%(n)s files"), (singular, plural))
    assert messages.placeholders_match(message) is fits


def test_django_reads_the_catalogues_of_every_room_that_speaks() -> None:
    installed = {config.name for config in apps.get_app_configs()}
    rooms = {path.parents[3] for path in messages.catalogues()}
    speaking = {f"kimppa.{room.name}" for room in rooms if messages.domain(room) == "django"}
    assert speaking <= installed


def test_stubs_hold_only_what_is_missing(package: Path) -> None:
    translate(finnish(package), "Save", "Tallenna")
    stubs = messages.stubs(package / "desk", "fi")
    assert '"None yet"' in stubs
    assert '"Save"' not in stubs


def test_compiled_catalogues_are_read_by_gettext_and_kept_fresh(package: Path) -> None:
    translate(finnish(package), "Save", "Tallenna")
    assert len(messages.compile_stale(package)) == 2
    assert messages.compile_stale(package) == []
    with finnish(package).with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Save") == "Tallenna"


# One word for a thing on every page: what is called otherwise elsewhere.
STRAY = {"fi": ("sopimuksen rivi", "sopimusrivi"), "sv": ("direktör", "rad i avtalet")}


@pytest.mark.parametrize("language", STRAY)
def test_one_word_stands_for_a_thing(language: str) -> None:
    stray = [
        f"{room.name}: {text}"
        for room in messages.rooms(messages.PACKAGE)
        for message in messages.stored(messages.catalogue_path(room, language)).values()
        for text in messages.variants(message.string)
        if any(word in text.casefold() for word in STRAY[language])
    ]
    assert not stray
