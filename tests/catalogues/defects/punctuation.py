"""ISBD punctuation, spaces and dashes, for Finnish and Swedish records alike."""

from tests.catalogues.defects.tools import (
    Plant,
    Site,
    amid,
    before,
    ending,
    every,
    family,
    has,
    has_code,
    last,
    only,
    starting,
    swap,
    text,
)


def _stray_colon(site: Site) -> None:
    """The commonest fault after a conversion: 245 $a ends with a colon and nothing follows."""
    for one in site.fields("245"):
        codes = [subfield.code for subfield in one.subfields]
        if codes[0] == "a" and "b" not in codes:
            one.subfields[0].value = one.subfields[0].value.rstrip(" /.") + " :"
            one.subfields = [one.subfields[0]]
            return


def _comma_twice(tags: str) -> Plant:
    return text(tags, "ab", lambda value: value.replace(",", ",,", 1))


def _stop(value: str) -> str:
    return value if value.endswith((".", ")", "-", "]", "?", "!")) else f"{value}."


def _apart(value: str) -> str:
    """å, ä and ö of letter and mark."""
    table = {"ä": "a\u0308", "ö": "o\u0308", "å": "a\u030a", "Ä": "A\u0308", "Ö": "O\u0308"}
    return "".join(table.get(one, one) for one in value)


def _stop_after_copyright(value: str) -> str:
    return f"{value}." if value.startswith("©") else value


def _opened(value: str) -> str:
    return f"[{value}" if value[:1].isdigit() else value


_TEXTS = "245 500 505 511 520"

DEFECTS = family(
    "punctuation",
    {
        "245-a-stray-colon": _stray_colon,
        "245-no-final-stop": last("245", ending(".", "")),
        "245-no-slash": before("245", "c", ending(" /", "")),
        "245-no-colon": before("245", "b", ending(" :", "")),
        "245-semicolon-without-space": text("245", "c", swap(" ; ", "; ")),
        "245-two-stops": last("245", ending(".", "..")),
        "250-no-final-stop": last("250", ending(".", "")),
        "264-no-final-stop": last("264", ending(".", "")),
        "264-no-colon": before("264", "b", ending(" :", "")),
        "264-no-comma": before("264", "c", ending(",", "")),
        "264-ends-with-colon": only(has("264"), last("264", ending(".", " :"))),
        "264-copyright-with-stop": text("264", "c", _stop_after_copyright),
        "300-no-semicolon": before("300", "c", ending(" ;", "")),
        "300-no-colon": before("300", "b", ending(" :", "")),
        "300-final-stop": last("300", _stop),
        "490-no-semicolon": before("490", "v", ending(" ;", "")),
        "490-final-stop": last("490", _stop),
        "830-no-final-stop": last("830", ending(".", "")),
        "830-no-semicolon": before("830", "v", ending(" ;", "")),
        "100-no-final-stop": last("100", ending(".", "")),
        "100-no-comma-before-e": before("100", "e", ending(",", "")),
        "700-no-final-stop": last("700", ending(".", "")),
        "700-no-comma-before-e": before("700", "e", ending(",", "")),
        "240-no-comma-before-l": before("240", "l", ending(",", "")),
        "240-final-stop": last("240", _stop),
        "500-no-final-stop": last("500", ending(".", "")),
        "511-no-final-stop": last("511", ending(".", "")),
        "650-final-stop": text("650", "a", _stop),
        "655-final-stop": text("655", "a", _stop),
        "338-final-stop": text("336 337 338", "a", _stop),
        "773-t-final-stop": text("773", "t", _stop),
        "two-commas": _comma_twice("100 700 264"),
        "two-spaces": text(_TEXTS, "abc", swap(" ", "  ")),
        "leading-space": text(f"{_TEXTS} 650 490", "a", lambda value: f" {value.lstrip()}"),
        "trailing-space": last(f"{_TEXTS} 650 490 300", lambda value: f"{value.rstrip()} "),
        "non-breaking-space": text(_TEXTS, "abc", swap(" ", "\u00a0")),
        "name-without-space": text("100 700", "a", swap(", ", ",")),
        "unusual-hyphen": text("020", "a", swap("-", "\u2010")),
        "minus-for-hyphen": text(
            "245 520 505", "ab", lambda value: value.replace("-", "\u2212", 1)
        ),
        "505-em-dash": text("505", "a", swap(" -- ", " \u2014 ")),
        "quotation-marks-halved": only(
            every(has("245"), has_code("245", "b")), text("245", "b", starting("", '"'))
        ),
        "bracket-not-closed": text("264", "c", _opened),
        "soft-hyphen": text("245 520", "ab", amid("\u00ad")),
        "decomposed-letters": text("245 100 264 700 650", "abc", _apart),
        "letter-with-loose-mark": text(
            "245 264", "abc", lambda value: value.replace("ä", "a \u0308", 1)
        ),
    },
)
