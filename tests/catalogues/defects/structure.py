"""Characters and bones of a record (pulibrary/marc_cleanup's list, and leaders)."""

from kimppa.marc.record import Field, Subfield
from tests.catalogues.defects.tools import (
    Site,
    add,
    amid,
    coded,
    control,
    double,
    drop,
    family,
    has,
    insert,
    into,
    only,
    position,
    starting,
    swap,
    text,
)

_TEXTS = "245 500 505 520 511"


def _doubly_encoded(value: str) -> str:
    return value.encode().decode("latin-1") if set(value) & set("äöÄÖ") else value


def _broken_letter(value: str) -> str:
    return next((value.replace(one, "\ufffd", 1) for one in "äöåÄÖÅ" if one in value), value)


def _no_subfields(site: Site) -> None:
    site.record.add(Field("500"))


def _two_places(site: Site) -> None:
    """Two neighbours that stand in the wrong order."""
    fields = site.record.fields
    at = next((n for n, one in enumerate(fields) if one.tag == "245"), 0)
    if 0 < at < len(fields) - 1 and fields[at + 1].tag != "245":
        fields.append(fields.pop(at))


def _codes_turned(site: Site) -> None:
    for one in site.fields("336 337 338"):
        if [subfield.code for subfield in one.subfields[:2]] == ["a", "b"]:
            one.subfields[:2] = one.subfields[1::-1]
            return


def _leading_mark(value: str) -> str:
    return "\u0301" + value


def _capital_code(site: Site) -> None:
    for one in site.fields("300 500 650"):
        one.subfields[0].code = "A"
        return


def _second_001(site: Site) -> None:
    number = site.record.control("001")
    if number and len(list(site.record.all("001"))) == 1:
        site.record.add(Field("001", value=f"{number}9"))


def _of_another(site: Site) -> None:
    """001 and 003 of another record: a record copied, and its number with it."""
    if site.other and (found := site.record.first("001")):
        found.value = site.other.control("001")
        for one in site.record.all("003"):
            one.value = site.other.control("003")


def _blank_text(site: Site) -> None:
    site.record.add(Field("500", subfields=[Subfield("a", " ")]))


def _carets(value: str) -> str:
    return value[:18] + value[18:35].replace(" ", "^") + value[35:]


DEFECTS = family(
    "structure",
    {
        "control-character": text(_TEXTS, "abc", amid("\x07")),
        "tab-in-text": text(_TEXTS, "abc", swap(" ", "\t")),
        "line-break-in-text": text(_TEXTS, "abc", swap(" ", "\n")),
        "character-not-of-xml": text(_TEXTS, "abc", amid("\ufffe")),
        "replacement-character": text(_TEXTS, "abc", _broken_letter),
        "doubly-encoded": text("245 100 264", "abc", _doubly_encoded),
        "html-entity": text("245 100 264 700", "abc", swap("ä", "&auml;")),
        "invisible-character": text(_TEXTS, "abc", amid("\u200b")),
        "mark-without-letter": text("245 500", "a", _leading_mark),
        "delimiter-in-text": text("500 505 520 245", "ab", amid("$b")),
        "empty-subfield": insert("650", "x", ""),
        "field-without-subfields": _no_subfields,
        "field-of-blanks": _blank_text,
        "capital-subfield-code": _capital_code,
        "fields-out-of-order": _two_places,
        "subfields-out-of-order": _codes_turned,
        "leader-status-unknown": position("LDR", 5, "z"),
        "leader-type-unknown": position("LDR", 6, "x"),
        "leader-level-unknown": position("LDR", 7, "q"),
        "leader-encoding-level-unknown": position("LDR", 17, "6"),
        "leader-form-unknown": position("LDR", 18, "x"),
        "001-missing": drop("001"),
        "001-twice": _second_001,
        "001-of-another-record": _of_another,
        "003-missing": drop("003"),
        "003-in-parentheses": control("003", lambda value: f"({value.strip('()')})"),
        "005-missing": drop("005"),
        "005-malformed": control("005", lambda value: value[:8]),
        "005-in-the-future": control("005", starting("20", "29")),
        "008-missing": drop("008"),
        "008-too-short": control("008", lambda value: value[:39]),
        "008-too-long": control("008", lambda value: f"{value[:40]} "),
        "008-twice": double("008"),
        "008-carets-for-blanks": control("008", _carets),
        "007-too-short": only(has("007"), control("007", lambda value: value[:-1])),
        "007-category-unknown": only(has("007"), position("007", 0, "x")),
        "aleph-field-left": add("CAT    $aKONV$b50$c20190101$lFIN01$h0112"),
        "020-without-number": only(coded("LDR", 6, "a"), text("020", "a", into(""))),
    },
)
