"""What a problem of the format is called when no place is named, in three languages."""

from collections.abc import Mapping
from typing import Final

from kimppa.marc.definition import LANGUAGES, Problem

_TEXTS: Final = {
    Problem.UNDEFINED_FIELD: (
        "Kenttää ei ole formaatissa.",
        "Fältet finns inte i formatet.",
        "The format does not have the field.",
    ),
    Problem.REPEATED_FIELD: (
        "Kenttä, jota ei saa toistaa, on tietueessa useamman kerran.",
        "Ett fält som inte får upprepas förekommer flera gånger i posten.",
        "A field that may not be repeated is repeated.",
    ),
    Problem.OBSOLETE_FIELD: (
        "Kenttä on vanhentunut.",
        "Fältet är föråldrat.",
        "The field is obsolete.",
    ),
    Problem.INDICATOR: (
        "Indikaattorin arvo ei ole sallittu.",
        "Indikatorns värde är inte tillåtet.",
        "The value of the indicator is not allowed.",
    ),
    Problem.OBSOLETE_INDICATOR: (
        "Indikaattorin arvo on vanhentunut.",
        "Indikatorns värde är föråldrat.",
        "The value of the indicator is obsolete.",
    ),
    Problem.UNDEFINED_SUBFIELD: (
        "Osakenttää ei ole formaatissa.",
        "Delfältet finns inte i formatet.",
        "The format does not have the subfield.",
    ),
    Problem.REPEATED_SUBFIELD: (
        "Osakenttä, jota ei saa toistaa, on kentässä useamman kerran.",
        "Ett delfält som inte får upprepas förekommer flera gånger i fältet.",
        "A subfield that may not be repeated is repeated.",
    ),
    Problem.OBSOLETE_SUBFIELD: (
        "Osakenttä on vanhentunut.",
        "Delfältet är föråldrat.",
        "The subfield is obsolete.",
    ),
    Problem.MISSING_SUBFIELD: (
        "Indikaattorin vaatima osakenttä puuttuu.",
        "Delfältet som indikatorn kräver saknas.",
        "The subfield that the indicator asks for is missing.",
    ),
    Problem.POSITION: (
        "Kiinteämittaisen kentän merkkipaikassa on kielletty arvo.",
        "En teckenposition i ett fast fält har ett otillåtet värde.",
        "A position of a fixed field has a value that is not allowed.",
    ),
    Problem.OBSOLETE_POSITION: (
        "Kiinteämittaisen kentän merkkipaikassa on vanhentunut arvo.",
        "En teckenposition i ett fast fält har ett föråldrat värde.",
        "A position of a fixed field has an obsolete value.",
    ),
    Problem.LENGTH: (
        "Kiinteämittainen kenttä on väärän mittainen.",
        "Ett fast fält har fel längd.",
        "A fixed field has the wrong length.",
    ),
    Problem.TYPE: (
        "Tietueen tyyppiä ei voi päätellä nimiöstä.",
        "Posttypen framgår inte av postetiketten.",
        "The leader does not tell the type of the record.",
    ),
}


def general(problem: Problem) -> Mapping[str, str]:
    """The problem in words, by language."""
    return dict(zip(LANGUAGES, _TEXTS[problem], strict=True))
