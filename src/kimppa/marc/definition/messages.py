"""Findings in words, with their place and without, in Finnish, Swedish and English."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from kimppa.marc.definition.model import LANGUAGES, Definition, Material, Position
from kimppa.marc.definition.problems import LEADER, SEVERITY, Problem, what_text
from kimppa.marc.tables import tag_text

MESSAGES: Final = {
    Problem.UNDEFINED_FIELD: (
        "Kenttää {tag} ei ole formaatissa.",
        "Fältet {tag} finns inte i formatet.",
        "The format has no field {tag}.",
    ),
    Problem.REPEATED_FIELD: (
        "Kenttä {tag} saa olla tietueessa vain kerran.",
        "Fältet {tag} får förekomma bara en gång i posten.",
        "A record may have field {tag} only once.",
    ),
    Problem.OBSOLETE_FIELD: (
        "Kenttä {tag} on vanhentunut.",
        "Fältet {tag} är föråldrat.",
        "Field {tag} is obsolete.",
    ),
    Problem.INDICATOR: (
        "Kentän {tag} {at}. indikaattori ei voi olla {what}.",
        "Indikator {at} i fält {tag} kan inte vara {what}.",
        "Indicator {at} of field {tag} cannot be {what}.",
    ),
    Problem.OBSOLETE_INDICATOR: (
        "Kentän {tag} {at}. indikaattorin arvo {what} on vanhentunut.",
        "Indikator {at} i fält {tag} har det föråldrade värdet {what}.",
        "Indicator {at} of field {tag} has the obsolete value {what}.",
    ),
    Problem.UNDEFINED_SUBFIELD: (
        "Kentässä {tag} ei ole osakenttää ${code}.",
        "Fält {tag} har inget delfält ${code}.",
        "Field {tag} has no subfield ${code}.",
    ),
    Problem.REPEATED_SUBFIELD: (
        "Osakenttä ${code} saa olla kentässä {tag} vain kerran.",
        "Delfält ${code} får förekomma bara en gång i fält {tag}.",
        "Field {tag} may have subfield ${code} only once.",
    ),
    Problem.OBSOLETE_SUBFIELD: (
        "Kentän {tag} osakenttä ${code} on vanhentunut.",
        "Delfält ${code} i fält {tag} är föråldrat.",
        "Subfield ${code} of field {tag} is obsolete.",
    ),
    Problem.MISSING_SUBFIELD: (
        "Kentän {tag} {at}. indikaattori vaatii osakentän ${code}, joka puuttuu.",
        "Indikator {at} i fält {tag} kräver delfält ${code}, som saknas.",
        "Indicator {at} of field {tag} asks for subfield ${code}, which is missing.",
    ),
    Problem.POSITION: (
        "{place}: {what} ei ole sallittu arvo.",
        "{place}: {what} är inte ett tillåtet värde.",
        "{place}: {what} is not an allowed value.",
    ),
    Problem.OBSOLETE_POSITION: (
        "{place}: {what} on vanhentunut arvo.",
        "{place}: {what} är ett föråldrat värde.",
        "{place}: {what} is an obsolete value.",
    ),
    Problem.LENGTH: (
        "Kenttä {tag} on väärän mittainen: {length} merkkiä, oikein on {lengths}.",
        "Fält {tag} har fel längd: {length} tecken, rätt är {lengths}.",
        "Field {tag} has the wrong length: {length} characters, right is {lengths}.",
    ),
    Problem.TYPE: (
        "Tietueen tyyppiä ei voi päätellä nimiöstä: merkit 06-07 ovat {what}.",
        "Posttypen framgår inte av postetiketten: tecknen 06-07 är {what}.",
        "The leader does not tell the type of record: characters 06-07 are {what}.",
    ),
}  # fmt: skip
_BLANK: Final = ("tyhjä", "blankt", "blank")
_LEADER: Final = (
    "Nimiö on vioittunut: siinä pitää olla 24 ASCII-merkkiä.",
    "Postetiketten är skadad: den ska ha 24 ASCII-tecken.",
    "The leader is damaged: it must have 24 ASCII characters.",
)
_OR: Final = (" tai ", " eller ", " or ")


class Finding(NamedTuple):
    """A row of FINDINGS."""

    kind: Problem
    rec: int
    fno: int
    at: int
    tag: int
    part: int
    what: int

    @property
    def severity(self) -> str:
        """P1 to P5."""
        return SEVERITY[self.kind]

    def place(self, definition: Definition) -> tuple[Material | None, Position | None]:
        """The material and the position that the finding is about, if it is about one."""
        field = definition.fields.get(tag_text(self.tag))
        if field is None or self.part >= len(field.materials):
            return None, None
        material = field.materials[self.part]
        return material, next(
            (
                candidate
                for candidate in material.positions
                if candidate.start <= self.at <= candidate.end
            ),
            None,
        )

    def told(self, definition: Definition, language: str = "fi") -> str:
        index = LANGUAGES.index(language)
        if self.kind == Problem.LENGTH and self.tag == LEADER:
            return _LEADER[index]
        tag = tag_text(self.tag)
        text = what_text(self.what).replace("\xff", "�")  # any character that is not ASCII
        material, position = self.place(definition)
        lengths = map(str, material.lengths) if material else ()
        return MESSAGES[self.kind][index].format(
            tag=tag,
            at=self.at,
            code=text,
            what=_BLANK[index] if not text.strip(" ") else f"”{text}”".replace(" ", "#"),
            place=self._place_told(language, material, position),
            length=self.what,
            lengths=_OR[index].join(lengths),
        )

    def _place_told(
        self, language: str, material: Material | None, position: Position | None
    ) -> str:
        tag = tag_text(self.tag)
        if position is None or material is None:
            return f"{tag}/{self.at:02d}"
        names = [position.label.told(language)]
        if material.names != ("all",):
            names.insert(0, material.label.told(language))
        return f"{tag}/{position} ({', '.join(names)})"


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


def at_tag(problem: Problem, tag: int, language: str) -> str:
    """A problem that is about a field whatever stands in it, in words."""
    return MESSAGES[problem][LANGUAGES.index(language)].format(tag=tag_text(tag))


def general(problem: Problem) -> Mapping[str, str]:
    """The problem in words, by language."""
    return dict(zip(LANGUAGES, _TEXTS[problem], strict=True))
