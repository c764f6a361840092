"""Subjects, genres and classes against their vocabularies."""

from collections.abc import Callable

from kimppa.marc.record import Field, Subfield
from tests.catalogues.defects.tools import (
    Change,
    Plant,
    Site,
    add,
    family,
    has_code,
    only,
    remove,
    retag,
    strip,
    swap,
    text,
)


def _in(source: str) -> Callable[[Field], bool]:
    return lambda one: one.get("2") == source


def _each(tags: str, source: str, change: Callable[[Site, Field], None]) -> Plant:
    """Change one field whose $2 is this."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            if one.get("2") == source:
                change(site, one)
                return

    return plant


def _set(code: str, value: str | Change) -> Callable[[Site, Field], None]:
    def change(_: Site, one: Field) -> None:
        for subfield in one.subfields:
            if subfield.code == code:
                subfield.value = value if isinstance(value, str) else value(subfield.value)

    return change


def _without_uri(_: Site, one: Field) -> None:
    one.subfields = [subfield for subfield in one.subfields if subfield.code != "0"]


def _gone(site: Site, one: Field) -> None:
    remove(site.record, one)


def _left_in_653(site: Site, one: Field) -> None:
    """A term of the retired YSA as an uncontrolled word."""
    remove(site.record, one)
    site.record.add(Field("653", subfields=[Subfield("a", one.get("a") or "")]))


def _retired(source: str) -> Callable[[Site, Field], None]:
    def change(_: Site, one: Field) -> None:
        one.subfields = [Subfield("a", one.get("a") or ""), Subfield("2", source)]

    return change


def _as_genre(site: Site, one: Field) -> None:
    """The same term as subject and as genre."""
    site.record.add(Field("655", indicators=" 7", subfields=one.copy().subfields))


def _swedish_label(site: Site, one: Field) -> None:
    partner = next(
        (f for f in site.record.all("650") if f.get("0") == one.get("0") and _in("yso/swe")(f)),
        None,
    )
    label = partner.get("a") if partner else None
    if label and label != one.get("a"):
        _set("a", label)(site, one)


_YSO, _SWE, _SLM = "yso/fin", "yso/swe", "slm/fin"

DEFECTS = family(
    "vocabularies",
    {
        "ysa-in-650": _each("650", _YSO, _retired("ysa")),
        "allars-in-650": _each("650", _SWE, _retired("allars")),
        "musa-in-650": _each("650", _YSO, _retired("musa")),
        "kaunokki-in-655": _each("655", _SLM, _retired("kaunokki")),
        "term-left-in-653": _each("650", _YSO, _left_in_653),
        "source-without-language": _each("650", _YSO, _set("2", "yso")),
        "source-in-capitals": _each("650", _YSO, _set("2", "YSO/fin")),
        "source-short-language": _each("650", _YSO, _set("2", "yso/fi")),
        "source-of-another-vocabulary": _each("650", _YSO, _set("2", "slm/fin")),
        "source-of-another-language": _each("650", _YSO, _set("2", "yso/swe")),
        "source-unknown": _each("650", _YSO, _set("2", "konv")),
        "uri-missing": _each("650", _YSO, _without_uri),
        "uri-of-no-term": _each("650", _YSO, _set("0", "http://www.yso.fi/onto/yso/p99999999")),
        "uri-with-https": _each("650", _YSO, _set("0", swap("http:", "https:"))),
        "uri-short": _each("650", _YSO, _set("0", swap("http://www.yso.fi/onto/yso/", "(YSO)"))),
        "label-not-preferred": _each(
            "650", _YSO, _set("a", lambda value: f"{value.removesuffix(' (aihe)')} (aihe)")
        ),
        "label-in-capitals": _each(
            "650", _YSO, _set("a", lambda value: value[:1].upper() + value[1:])
        ),
        "label-of-other-language": _each("650", _YSO, _swedish_label),
        "swedish-pair-missing": _each("650", _SWE, _gone),
        "finnish-pair-missing": _each("650", _YSO, _gone),
        "genre-pair-missing": _each("655", "slm/swe", _gone),
        "term-in-650-and-655": _each("650", _YSO, _as_genre),
        "genre-in-650": only(has_code("655", "a"), retag("655", "650")),
        "place-in-650": retag("651", "650"),
        "year-in-648-with-source": add("648 #7 $a1917$2yso/fin", unless="648"),
        "084-class-unknown": text(
            "084", "a", lambda value: "84.299" if value[:1].isdigit() else value
        ),
        "084-class-with-shelf": text(
            "084",
            "a",
            lambda value: f"{value.removesuffix(' ROM')} ROM" if value[:1].isdigit() else value,
        ),
        "084-source-missing": only(has_code("084", "2", "ykl"), strip("084", "2")),
        "084-source-in-capitals": text("084", "2", swap("ykl", "YKL")),
    },
)
