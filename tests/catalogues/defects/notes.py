"""Qualifiers, notes, relators, headings, and fields that are there twice."""

from kimppa.marc.record import Field
from tests.catalogues.defects.tools import (
    Change,
    Site,
    double,
    drop,
    family,
    has_code,
    into,
    only,
    remove,
    retag,
    starting,
    strip,
    swap,
    text,
)

_FINNISH = has_code("040", "b", "fin")
_SWEDISH_TERMS = {
    "kirjoittaja": "författare",
    "kääntäjä": "översättare",
    "kuvittaja": "illustratör",
}
_SHORT_TERMS = {"kirjoittaja": "kirj", "kääntäjä": "suom", "kuvittaja": "kuv", "toimittaja": "toim"}


def _bracketed(value: str) -> str:
    bare = value.rstrip(" ;,")
    return value if bare.startswith("[") else f"[{bare}]{value[len(bare) :]}"


def _term(table: dict[str, str]) -> Change:
    def change(value: str) -> str:
        bare = value.rstrip(".,")
        return value.replace(bare, table[bare]) if bare in table else value

    return change


def _relators_turned(site: Site) -> None:
    for one in site.fields("700"):
        terms = [subfield for subfield in one.subfields if subfield.code == "e"]
        if len(terms) == 2:
            first, second = terms[0].value.strip(".,"), terms[1].value.strip(".,")
            terms[0].value, terms[1].value = f"{second},", f"{first}."
            return


def _no_relator(site: Site) -> None:
    """The name alone, punctuated as a name alone is."""
    for one in site.fields("100 700"):
        kept = [subfield for subfield in one.subfields if subfield.code != "e"]
        if len(kept) < len(one.subfields):
            kept[0].value = kept[0].value.removesuffix(",") + "."
            one.subfields = kept
            return


def _agent_twice(site: Site) -> None:
    """The same agent in two fields, with another relator each."""
    for one in site.fields("700"):
        copy = one.copy()
        for subfield in copy.subfields:
            if subfield.code == "e":
                subfield.value = "toimittaja."
        if str(copy) != str(one):
            site.record.fields.insert(site.record.fields.index(one) + 1, copy)
        return


def _less(one: Field) -> None:
    one.subfields = [subfield for subfield in one.subfields if subfield.code not in "02"]
    one.indicators = " 4"


def _without_0(one: Field) -> None:
    one.subfields = [subfield for subfield in one.subfields if subfield.code != "0"]


def _translator(one: Field) -> bool:
    return "kääntäjä" in (one.get("e") or "")


def _generic_title(site: Site) -> None:
    """A title that says nothing, and nobody who made it (Quria joins such works)."""
    for one in site.fields("245"):
        if site.record.first("100"):
            one.subfields = one.subfields[:1]
            one.subfields[0].value = "Novellit. Valikoima."
            one.indicators = "00"
            for tag in ("100", "240"):
                for gone in list(site.record.all(tag)):
                    remove(site.record, gone)


QUALIFIERS = family(
    "qualifiers",
    {
        "020-q-nid": text("020", "q", swap("nidottu", "nid.")),
        "020-q-sid": text("020", "q", swap("sidottu", "sid.")),
        "020-q-inb": text("020", "q", swap("inbunden", "inb.")),
        "020-q-in-parentheses": text("020", "q", lambda value: f"({value.strip('()')})"),
        "020-q-after-colon": text("020", "q", lambda value: f": {value.lstrip(': ')}"),
        "250-abbreviated": text("250", "a", swap("painos", "p")),
        "300-s-for-sivua": text("300", "a", swap(" sivua", " s.")),
        "300-s-for-sidor": text("300", "a", swap(" sidor", " s.")),
        "300-kuv": text("300", "b", swap("kuvitettu", "kuv.")),
        "300-pages-for-sivua": only(_FINNISH, text("300", "a", swap(" sivua", " pages"))),
        "490-in-brackets": text(
            "490",
            "a",
            _bracketed,
        ),
        "264-helsingissa": text("264", "a", swap("Helsinki", "Helsingissä")),
        "264-cop-for-copyright": text("264", "c", swap("©", "cop. ")),
        "264-place-shortened": text("264", "a", swap("Helsinki", "Hki")),
        "264-sl": text(
            "264",
            "a",
            lambda value: f"[S.l.]{value[value.rfind(' :') :]}" if " :" in value else value,
        ),
    },
)

NOTES = family(
    "notes",
    {
        "505-semicolons": text("505", "a", lambda value: value.replace(" -- ", " ; ")),
        "505-begins-with-sisalto": text("505", "a", lambda value: f"Sisältö: {value}"),
        "521-without-colon": text("521", "a", swap("Ikäsuositus: ", "Ikäsuositus ")),
        "521-years-in-words": text(
            "521", "a", lambda value: value.replace("+.", "-vuotiaasta alkaen.")
        ),
        "502-abbreviated": text("502", "a", starting("Väitöskirja", "Väitösk.")),
        "502-only-a": strip("502", "cd"),
        "500-lisapainokset-short": text(
            "500",
            "a",
            lambda value: value.replace("2. painos", "2. p.") if "Lisäp" in value else value,
        ),
        "500-lisapainokset-label": text("500", "a", starting("Lisäpainokset:", "Muut painokset:")),
        "506-age-without-hyphen": text("506", "a", swap("-vuotiailta", " vuotiailta")),
        "506-age-as-k": text(
            "506", "a", lambda value: "K12." if "12-vuotiailta" in value else value
        ),
        "age-limit-in-500": only(has_code("506", "a", "Kielletty"), retag("506", "500", "  ")),
        "504-label-short": text("504", "a", into("Läh.")),
        "546-language-in-500": retag("546", "500", "  "),
        "generic-title-without-creator": _generic_title,
        "original-title-missing": only(has_code("041", "h"), drop("240")),
    },
)

RELATORS = family(
    "relators",
    {
        "relator-shortened": text("100 700", "e", _term(_SHORT_TERMS)),
        "relator-in-swedish": only(_FINNISH, text("100 700", "e", _term(_SWEDISH_TERMS))),
        "relator-in-capitals": text("100 700", "e", lambda value: value[:1].upper() + value[1:]),
        "relator-unknown": text(
            "100 700", "e", lambda value: "konvertoija" + value[len(value.rstrip(".,")) :]
        ),
        "relators-out-of-order": _relators_turned,
        "relator-missing": _no_relator,
        "agent-in-two-fields": _agent_twice,
        "translator-only-in-245-c": only(
            has_code("245", "c", "suomentanut"), drop("700", _translator)
        ),
        "relator-code-for-term": text(
            "100 700",
            "e",
            lambda value: value.replace("kirjoittaja", "aut").replace("kääntäjä", "trl"),
        ),
    },
)

DUPLICATES = family(
    "duplicate fields",
    {
        "identical-650": double("650"),
        "identical-655": double("655"),
        "identical-700": double("700"),
        "identical-500": double("500 511 521"),
        "identical-852": double("852"),
        "identical-336": double("336"),
        "650-with-less": double("650", _less),
        "655-without-0": double("655", _without_0),
        "700-without-0": double("700", _without_0),
    },
)

DEFECTS = QUALIFIERS + NOTES + RELATORS + DUPLICATES
