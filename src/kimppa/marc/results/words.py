"""The words of summaries and reports, in Finnish, Swedish and English; numbers as they are told."""

from typing import Final

LANGUAGES: Final = ("fi", "sv", "en")
NARROW_SPACE: Final = "\N{NARROW NO-BREAK SPACE}"

_WORDS: Final = {
    "title": ("Luettelon tarkistus", "Kontroll av katalogen", "Check of the catalogue"),
    "file": ("Tiedosto", "Fil", "File"),
    "profile": ("Tarkistus", "Kontroll", "Check"),
    "read": ("Tietueita luettu", "Lästa poster", "Records read"),
    "good": ("ehjiä", "hela", "good"),
    "repaired": ("korjaten luettuja", "lästa med lagning", "read with repairs"),
    "quarantined": ("lukukelvottomia", "oläsbara", "unreadable"),
    "severity": ("Vakavuus", "Allvar", "Severity"),
    "rule": ("Sääntö", "Regel", "Rule"),
    "message": ("Havainto", "Iakttagelse", "Finding"),
    "findings": ("Havaintoja", "Iakttagelser", "Findings"),
    "records": ("Tietueita", "Poster", "Records"),
    "owner": ("Omistaja", "Ägare", "Owner"),
    "owners": ("Omistajittain", "Per ägare", "By owner"),
    "nobody": ("ei kenenkään", "ingens", "nobody's"),
    "control": ("Tietuenumero", "Postnummer", "Record number"),
    "name": ("Nimeke", "Titel", "Title"),
    "place": ("Paikka", "Plats", "Place"),
    "text": ("Teksti", "Text", "Text"),
    "fix": ("Korjattavissa", "Kan rättas", "Can be mended"),
    "safe": ("koneellisesti", "maskinellt", "by machine"),
    "looked-at": ("katsoen", "efter granskning", "after a look"),
    "nothing": ("Ei havaintoja.", "Inga iakttagelser.", "Nothing was found."),
    "summary": ("Yhteenveto", "Sammandrag", "Summary"),
    "examples": ("Esimerkkejä", "Exempel", "Examples"),
    "where": ("Missä", "Var", "Where"),
    "all": ("Yhteensä", "Sammanlagt", "All"),
    "P1": ("estää siirron", "hindrar flytten", "blocks the migration"),
    "P2": ("menetetään siirrossa", "går förlorad i flytten", "is lost in the migration"),
    "P3": ("paljon työläämpi myöhemmin", "mycket mödosammare senare", "much harder later"),
    "P4": ("yhtä helppo myöhemmin", "lika lätt senare", "as easy later"),
    "P5": ("ei haittaa, vaikka jäisi", "stör inte om den blir kvar", "no harm if it stays"),
    "breaks": (
        "Tiedosto katkeaa tavun {byte} kohdalla. Loput tietueet puuttuvat: vie se uudelleen.",
        "Filen bryts av vid byte {byte}. Resten av posterna saknas: exportera den på nytt.",
        "The file breaks off at byte {byte}. The rest of the records is missing: export it again.",
    ),
    "limited": (
        "Taulukossa on {shown} havaintoa; kaikki {all} ovat Parquet-tiedostoissa.",
        "Tabellen har {shown} iakttagelser; alla {all} finns i Parquet-filerna.",
        "The table has {shown} findings; all {all} are in the Parquet files.",
    ),
    "next": (
        "Aloita P1:stä: ne estävät siirron. Tietuenumerot ovat säännöittäin kansiossa lists.",
        "Börja med P1: de hindrar flytten. Postnumren finns per regel i mappen lists.",
        "Begin with P1: they block the migration. Record numbers by rule are in the folder lists.",
    ),
}


def word(name: str, language: str, **facts: object) -> str:
    """A word or a sentence. Raises KeyError for one that is not here."""
    return _WORDS[name][LANGUAGES.index(language)].format(**facts)


def number(value: int, language: str) -> str:
    """A number with its thousands apart.

    >>> number(1234567, "en")
    '1,234,567'
    """
    return f"{value:,}".replace(",", "," if language == "en" else NARROW_SPACE)
