"""Content, media, carrier, and what must agree with them (336–338, LDR, 007, 300)."""

from kimppa.marc.record import Field, Subfield
from tests.catalogues.defects.tools import (
    Plant,
    Site,
    coded,
    drop,
    every,
    family,
    has,
    has_code,
    insert,
    into,
    lacks,
    only,
    position,
    strip,
    swap,
    text,
)

_FINNISH = has_code("040", "b", "fin")
_SWEDISH = has_code("040", "b", "swe")
_DVD = has_code("300", "a", "DVD")
_BLURAY = has_code("300", "a", "Blu-ray")
_ONLINE = has_code("338", "b", "cr")


def _unknown_code(site: Site) -> None:
    for one in site.fields("336 337 338"):
        for subfield in one.subfields:
            if subfield.code == "b":
                subfield.value = "xyz"
                return


def _old_text(tag: str, code: str, term: str) -> Plant:
    """A term of the time before the codes, alone in the field."""

    def plant(site: Site) -> None:
        for one in site.fields(tag):
            if one.get("b") == code:
                one.subfields = [Subfield("a", term)]
                return

    return plant


def _carrier(of: str, code: str, term: str) -> Plant:
    def plant(site: Site) -> None:
        for one in site.fields("338"):
            if one.get("b") == of:
                one.subfields = [
                    Subfield("a", term),
                    Subfield("b", code),
                    Subfield("2", "rdacarrier"),
                ]
                return

    return plant


def _no_other(tag: str) -> Plant:
    """Take the only field with the tag away."""

    def plant(site: Site) -> None:
        found: list[Field] = site.fields(tag)
        if len(found) == 1:
            drop(tag)(site)

    return plant


DEFECTS = family(
    "carriers",
    {
        "336-missing": _no_other("336"),
        "337-missing": _no_other("337"),
        "338-missing": _no_other("338"),
        "336-term-not-of-code": only(_FINNISH, text("336", "a", into("puhe"))),
        "337-swedish-old-term": text("337", "a", swap("omedierad", "oförmedlad")),
        "337-term-not-of-code": only(has_code("337", "b", "n"), text("337", "a", into("video"))),
        "338-term-not-of-code": only(has_code("338", "b", "nc"), text("338", "a", into("arkki"))),
        "33x-in-swedish": only(
            every(_FINNISH, has_code("336", "b", "txt")), text("336", "a", into("text"))
        ),
        "33x-in-finnish": only(
            every(_SWEDISH, has_code("338", "b", "nc")), text("338", "a", into("nide"))
        ),
        "33x-without-source": strip("336 337 338", "2"),
        "33x-source-of-another": text("338", "2", into("rdacontent")),
        "33x-code-unknown": _unknown_code,
        "33x-without-code": strip("336 337 338", "b"),
        "336-old-text": _old_text("336", "txt", "Teksti"),
        "337-old-text": _old_text("337", "n", "ei välittävää laitetta"),
        "disc-as-volume": only(coded("LDR", 6, "ij"), _carrier("sd", "nc", "nide")),
        "online-as-volume": _carrier("cr", "nc", "nide"),
        "disc-as-book-in-leader": only(has_code("338", "b", "sd"), position("LDR", 6, "a")),
        "film-as-book-in-leader": only(has_code("338", "b", "vd"), position("LDR", 6, "a")),
        "007-missing-of-disc": only(has_code("338", "b", "d"), drop("007")),
        "007-missing-online": only(_ONLINE, drop("007")),
        "bluray-007-of-dvd": only(_BLURAY, position("007", 4, "v")),
        "dvd-007-of-bluray": only(_DVD, position("007", 4, "s")),
        "dvd-called-bluray": only(_DVD, text("300", "a", into("1 Blu-ray-levy (1 h 45 min) ;"))),
        "online-008-as-print": only(
            every(_ONLINE, coded("LDR", 6, "at")), position("008", 23, " ")
        ),
        "serial-as-monograph": only(coded("LDR", 7, "s"), position("LDR", 7, "m")),
        "part-as-monograph": only(has("773"), position("LDR", 7, "m")),
        "monograph-as-part": only(
            every(lacks("773"), coded("LDR", 7, "m")), position("LDR", 7, "a")
        ),
        "gmd-beside-rda": only(has("336"), insert("245", "h", "[äänite]")),
    },
)
