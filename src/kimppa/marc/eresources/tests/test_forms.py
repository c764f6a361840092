"""Forms as TOML and CSV."""

import pytest

from kimppa.marc.eresources.forms import FormError, read_csv, read_toml, seconds
from kimppa.marc.eresources.model import Creator, Kind, Subject
from kimppa.marc.eresources.reading import Defaults

DEFAULTS = Defaults("Ellibs", "https://ellibs.example/{isbn}")
TOML = """
[[resource]]
kind = "e-audiobook"
title = "Manillaköysi"
creators = ["Meri, Veijo (kirjoittaja)", "*Yhtiö Oy"]
isbn = "978-951-51-7470-3"
year = 2020
duration = "5:30"
is_fiction = true
subjects = ["sodat (yso/fin)", "huumori"]
"""
CSV = """kind;title;creators;isbn;year;duration;is_fiction;subjects
e-audiobook;Manillaköysi;"Meri, Veijo (kirjoittaja); *Yhtiö Oy";978-951-51-7470-3;2020;5:30;kyllä;\
"sodat (yso/fin); huumori"
;;;;;;;
e-book;Väärä;;9789515174704;;;;
"""


def test_both_forms_tell_the_same() -> None:
    first, second = read_toml(TOML.encode(), DEFAULTS), read_csv(CSV.encode(), DEFAULTS)
    resource = first.resources[0]
    assert first.resources == second.resources
    assert resource.kind is Kind.EAUDIOBOOK
    assert resource.creators == (
        Creator("Meri, Veijo", "kirjoittaja"),
        Creator("Yhtiö Oy", is_body=True),
    )
    assert (resource.year, resource.seconds, resource.is_fiction) == (2020, 19_800, True)
    assert resource.subjects == (Subject("sodat", "yso/fin"), Subject("huumori"))
    assert resource.address == "https://ellibs.example/9789515174703"
    assert (resource.service, second.resources[0].service) == ("Ellibs", "Ellibs")


def test_a_wrong_row_is_told_and_the_others_are_taken() -> None:
    reading = read_csv(CSV.encode(), DEFAULTS)
    assert [(trouble.place, str(trouble.message)) for trouble in reading.troubles] == [
        ("4", "the address is missing"),
        ("4", "ISBN is wrong: 9789515174704"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('kind = "kirja"', "the kind 'kirja' is none of: e-book"),
        ('kind = "film"\nyear = "n. 2020"', "year is no whole number: 'n. 2020'"),
        ('kind = "film"\nis_fiction = "ehkä"', "is_fiction is neither yes nor no"),
        ('kind = "film"\nduration = "2 tuntia"', "the duration is none"),
        ('kind = "film"\ntekija = "x"', "no such name in the form: tekija; the names are access,"),
    ],
)
def test_what_a_form_may_not_say_is_told(line: str, why: str) -> None:
    reading = read_toml(f'[[resource]]\ntitle = "A"\n{line}\n'.encode(), DEFAULTS)
    assert not reading.resources
    assert why in reading.troubles[0].message


@pytest.mark.parametrize(
    ("reader", "content", "why"),
    [
        (read_toml, b"a = ", "the TOML cannot be read"),
        (read_toml, b"a = 1", r"no \[\[resource\]\]"),
        (read_csv, b"nimi;laji\n", "names no columns kind and title"),
        (read_csv, b"", "names no columns kind and title"),
        (read_csv, b'kind,title\n"film', "the rows cannot be read"),
        (read_csv, "kind;title\nfilm;Ä".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_form_is_refused(reader, content: bytes, why: str) -> None:
    with pytest.raises(FormError, match=why):
        reader(content, DEFAULTS)


def test_a_duration_is_written_as_people_do() -> None:
    assert [seconds(text) for text in ("0:45:10", "1:05", "90")] == [2710, 3900, 5400]
