"""What argparse and rule files say in English, in the terminal's language.

A saying is an English text whose parts in braces stay as they are: names, values, a reason.
"""

import re
from functools import cache
from typing import Final

from kimppa.marc.cli.words import LANGUAGES

type Saying = tuple[str, str, str]  # English, Finnish, Swedish

_USE: Final[tuple[Saying, ...]] = (
    ("usage:", "käyttö:", "användning:"),
    ("positional arguments", "mitä annetaan", "vad som anges"),
    ("options", "valitsimet", "flaggor"),
    ("show this help message and exit", "näytä tämä ohje", "visa den här hjälpen"),
    ("argument {name}: {why}", "{name}: {why}", "{name}: {why}"),
    ("unrecognized arguments: {names}", "tuntematon valitsin tai liikaa annettu: {names}",
     "okänd flagga eller för mycket angivet: {names}"),
    ("not allowed with argument {name}", "ei yhdessä valitsimen {name} kanssa",
     "inte tillsammans med {name}"),
    ("the following arguments are required: {names}", "anna myös: {names}", "ange också: {names}"),
    ("one of the arguments {names} is required", "anna yksi näistä: {names}",
     "ange en av dessa: {names}"),
    ("expected one argument", "anna arvo", "ange ett värde"),
    ("expected at most one argument", "anna enintään yksi arvo", "ange högst ett värde"),
    ("expected at least one argument", "anna ainakin yksi arvo", "ange minst ett värde"),
    ("ignored explicit argument {value}", "ei ota arvoa {value}", "tar inte värdet {value}"),
    ("ambiguous option: {name} could match {names}", "{name} voi olla mikä näistä: {names}",
     "{name} kan vara vilken som helst av {names}"),
    ("invalid choice: {value} (choose from {known})", "{value} ei käy; valitse näistä: {known}",
     "{value} duger inte; välj bland {known}"),
    ("invalid {kind} value: {value}", "arvo {value} ei käy", "värdet {value} duger inte"),
    ("{path} is no folder", "{path} ei ole kansio", "{path} är ingen mapp"),
    ("{value} is no number of processes", "{value} ei ole prosessien määrä",
     "{value} är inget antal processer"),
)  # fmt: skip
_HELP: Final[tuple[Saying, ...]] = (
    ("MARC 21 records of any file.", "MARC 21 -tietueita mistä tahansa tiedostosta.",
     "MARC 21-poster ur vilken fil som helst."),
    ("Find what is wrong in a file, by rules.", "Etsi tiedoston viat sääntöjen mukaan.",
     "Sök felen i en fil enligt regler."),
    ("Write a file in another format.", "Kirjoita tiedosto toisessa muodossa.",
     "Skriv en fil i ett annat format."),
    ("Compare two exports of a catalogue.", "Vertaa luettelon kahta vientiä.",
     "Jämför två exporter av en katalog."),
    ("Find records that are one.", "Etsi kaksoiskappaleet.", "Sök dubbletter."),
    ("Make the corrections of a plan.", "Tee korjauserän korjaukset.",
     "Gör rättelserna i ett rättelsepaket."),
    ("Count what a file has.", "Laske, mitä tiedostossa on.", "Räkna vad en fil har."),
    ("iso2709 unless told", "iso2709, ellei toisin sanota", "iso2709 om inget annat sägs"),
    ("whose records without a 003 are", "kenen ovat tietueet, joissa ei ole kenttää 003",
     "vems posterna utan 003 är"),
    ("a tab-separated line a change", "rivi muutosta kohti, sarkaimin erotettu",
     "en tabbseparerad rad per ändring"),
    ("a tab-separated line a record", "rivi tietuetta kohti, sarkaimin erotettu",
     "en tabbseparerad rad per post"),
    ("what people have said of pairs", "mitä pareista on sanottu", "vad som har sagts om par"),
    ("the result as JSON on standard output", "tulos JSONina", "resultatet som JSON"),
    ("the terminal's unless told", "päätteen kieli, ellei toisin sanota",
     "terminalens språk om inget annat sägs"),
    ("louna (unless told), strict, pre-migration, …, or a file",
     "louna (ellei toisin sanota), strict, pre-migration, … tai tiedosto",
     "louna (om inget annat sägs), strict, pre-migration, … eller en fil"),
    ("rules of one's own beside ours; may be told several times",
     "omia sääntöjä valmiiden lisäksi; voi antaa monta kertaa",
     "egna regler utöver de färdiga; kan anges flera gånger"),
    ("where reports and tables go", "minne raportit ja taulukot tulevat",
     "vart rapporter och tabeller skrivs"),
    ("processes; one a core", "prosesseja; yksi ydintä kohti", "processer; en per kärna"),
    ("of dask, such as tcp://host:8786", "daskin, kuten tcp://kone:8786",
     "daskens, t.ex. tcp://dator:8786"),
    ("a correction plan, TOML or JSON", "korjauserä, TOML tai JSON",
     "ett rättelsepaket, TOML eller JSON"),
    ("rules with a safe fix, without a plan", "sääntöjä, joilla on turvallinen korjaus, ilman erää",
     "regler med säker rättelse, utan paket"),
    ("put back what was written to this folder", "palauta se, mitä tähän kansioon kirjoitettiin",
     "återställ det som skrevs till mappen"),
    ("with --rules: louna (unless told), …, or a file",
     "valitsimen --rules kanssa: louna (ellei toisin sanota), … tai tiedosto",
     "med --rules: louna (om inget annat sägs), … eller en fil"),
    ("whose records are left alone: libraries that have not said yes",
     "kenen tietueet jätetään ennalleen: kirjastot, jotka eivät ole sanoneet kyllä",
     "vems poster lämnas i fred: bibliotek som inte har sagt ja"),
    ("the corrected file and its proof", "korjattu tiedosto ja sen todistus",
     "den rättade filen och dess bevis"),
    ("only tell what would be changed", "kerro vain, mikä muuttuisi",
     "berätta bara vad som skulle ändras"),
)  # fmt: skip
_RULES: Final[tuple[Saying, ...]] = (
    ("test {number}: {why}", "testi {number}: {why}", "test {number}: {why}"),
    ("{count} found after the fix, not {wanted}",
     "korjauksen jälkeen löytyi {count}, piti löytyä {wanted}",
     "efter rättelsen hittades {count}, inte {wanted}"),
    ("{count} found, not {wanted}", "löytyi {count}, piti löytyä {wanted}",
     "{count} hittades, inte {wanted}"),
    ("say in `fixed` what the fix makes of it", "kirjoita avaimeen `fixed`, mitä korjaus tekee",
     "skriv i `fixed` vad rättelsen gör"),
    ("the fix makes this of it:\n{records}", "korjaus tekee siitä tällaisen:\n{records}",
     "rättelsen gör detta av den:\n{records}"),
    ("the fix made twice is not the fix made once",
     "kahdesti tehty korjaus on eri kuin kerran tehty",
     "rättelsen gjord två gånger är inte densamma som gjord en gång"),
    ("neither TOML nor JSON in UTF-8: {why}", "ei ole TOML eikä JSON (UTF-8): {why}",
     "varken TOML eller JSON i UTF-8: {why}"),
    ("not TOML in UTF-8: {why}", "ei ole TOML (UTF-8): {why}", "inte TOML i UTF-8: {why}"),
    ("write a table of keys here", "kirjoita tähän taulukko avaimia",
     "skriv en tabell med nycklar här"),
    ("give the plan a title", "anna korjauserälle nimi", "ge rättelsepaketet ett namn"),
    ("name a rule, or write an edit of your own", "nimeä sääntö tai kirjoita oma muutos",
     "nämn en regel eller skriv en egen ändring"),
    ("there is no rule {name}", "sääntöä {name} ei ole", "regeln {name} finns inte"),
    ("{name} has no fix: give its findings out as work lists",
     "{name} ei osaa korjata: jaa havainnot työlistoina",
     "{name} har ingen rättelse: dela ut iakttagelserna som arbetslistor"),
    ("{name} is about several records at once: use work lists",
     "{name} koskee monta tietuetta yhdessä: käytä työlistoja",
     "{name} gäller flera poster på en gång: använd arbetslistor"),
    ("write [[{name}]], with two brackets", "kirjoita [[{name}]], kaksin hakasuluin",
     "skriv [[{name}]], med dubbla hakparenteser"),
    ("{name} is the name of another rule or edit", "{name} on toisen säännön tai muutoksen nimi",
     "{name} är namnet på en annan regel eller ändring"),
    ("say what is done: {known}", "kirjoita, mitä tehdään: {known}", "skriv vad som görs: {known}"),
    ("write one character", "kirjoita yksi merkki", "skriv ett tecken"),
    ("no function {name}: {known}", "funktiota {name} ei ole: {known}",
     "funktionen {name} finns inte: {known}"),
    ("no kernel {name}: {known}", "ydintä {name} ei ole: {known}",
     "kärnan {name} finns inte: {known}"),
    ("the kernel {name} needs it", "ydin {name} tarvitsee tämän", "kärnan {name} behöver den"),
    ("not a regular expression: {why}", "ei ole säännöllinen lauseke: {why}",
     "inget reguljärt uttryck: {why}"),
    ("write a text, or a table of texts by language: fin, swe, other",
     "kirjoita teksti tai taulukko tekstejä kielittäin: fin, swe, other",
     "skriv en text eller en tabell med texter per språk: fin, swe, other"),
    ("write two record numbers and same or not, with tabs between",
     "kirjoita kahden tietueen numerot ja same tai not, sarkaimin erotettuina",
     "skriv två posters nummer och same eller not, med tabbar emellan"),
    ("write a text here", "kirjoita tähän teksti", "skriv en text här"),
    ("write a whole number here", "kirjoita tähän kokonaisluku", "skriv ett heltal här"),
    ("write true or false here", "kirjoita tähän true tai false", "skriv true eller false här"),
    ("write a list of texts here", "kirjoita tähän luettelo tekstejä",
     "skriv en lista med texter här"),
    ("write subfield codes as one text without spaces, such as 'ab'",
     "kirjoita osakenttien tunnukset yhteen ilman välejä, kuten 'ab'",
     "skriv delfältskoderna i en följd utan mellanslag, till exempel 'ab'"),
    ("unknown key; known here: {known}", "tuntematon avain; tässä tunnetaan {known}",
     "okänd nyckel; här är kända {known}"),
    ("no such profile; there are {known}", "profiilia ei ole; on {known}",
     "profilen finns inte; det finns {known}"),
    ("write a tag and a code, such as 852a", "kirjoita kenttä ja osakenttä, kuten 852a",
     "skriv ett fält och ett delfält, till exempel 852a"),
    ("{value}: write a tag and a code, such as 852a",
     "{value}: kirjoita kenttä ja osakenttä, kuten 852a",
     "{value}: skriv ett fält och ett delfält, till exempel 852a"),
    ("{value}: write a tag such as 9xx, or a tag and a code such as 046z",
     "{value}: kirjoita kenttä, kuten 9xx, tai kenttä ja osakenttä, kuten 046z",
     "{value}: skriv ett fält, t.ex. 9xx, eller ett fält och ett delfält, t.ex. 046z"),
    ("{value}: write 001, or a tag and a code such as 035a",
     "{value}: kirjoita 001 tai kenttä ja osakenttä, kuten 035a",
     "{value}: skriv 001 eller ett fält och ett delfält, t.ex. 035a"),
    ("write one of {known}", "kirjoita jokin näistä: {known}", "skriv en av dessa: {known}"),
    ("write some of {known}", "kirjoita joitakin näistä: {known}", "skriv några av dessa: {known}"),
    ("no XML files in {path}", "kansiossa {path} ei ole XML-tiedostoja",
     "i {path} finns inga XML-filer"),
    ("{value} is not one of {known}", "{value} ei ole mikään näistä: {known}",
     "{value} är ingen av dessa: {known}"),
    ("{value} is not {count} characters long", "{value} ei ole {count} merkin pituinen",
     "{value} är inte {count} tecken lång"),
    ("{value} is not a tag: three digits or letters, X for any digit",
     "{value} ei ole kenttätunnus: kolme numeroa tai kirjainta, X on mikä tahansa numero",
     "{value} är ingen fältkod: tre siffror eller bokstäver, X för vilken siffra som helst"),
    ("{value} is not a condition: {why}", "{value} ei ole ehto: {why}",
     "{value} är inget villkor: {why}"),
    ("{value} asks for {name}; there are {known}", "{value} kysyy nimeä {name}; on {known}",
     "{value} frågar efter {name}; det finns {known}"),
    ("name the subfield that is counted within a field", "nimeä osakenttä, joka kentässä lasketaan",
     "nämn delfältet som räknas inom fältet"),
    ("name the subfield that the pattern is for", "nimeä osakenttä, jota kaava koskee",
     "nämn delfältet som mönstret gäller"),
    ("name the subfield in which the link stands", "nimeä osakenttä, jossa linkki on",
     "nämn delfältet där länken står"),
    ("control fields have no subfields: use kind = 'field'",
     "kontrollikentissä ei ole osakenttiä: käytä kind = 'field'",
     "kontrollfält har inga delfält: använd kind = 'field'"),
    ("write one subfield code", "kirjoita yhden osakentän tunnus", "skriv en delfältskod"),
    ("{path} has the same id: rename one",
     "tiedostolla {path} on sama tunnus: nimeä toinen uudelleen",
     "{path} har samma id: döp om den ena"),
    ("name the file in small letters, digits and hyphens: {name}",
     "nimeä tiedosto pienin kirjaimin, numeroin ja yhdysviivoin: {name}",
     "namnge filen med gemener, siffror och bindestreck: {name}"),
    ("name at least one, in small letters, digits and hyphens",
     "nimeä ainakin yksi, pienin kirjaimin, numeroin ja yhdysviivoin",
     "nämn minst en, med gemener, siffror och bindestreck"),
    ("not a field: {line}", "tämä ei ole kenttä: {line}", "detta är inget fält: {line}"),
    ("no subfield begins here: {line}", "tässä ei ala osakenttä: {line}",
     "inget delfält börjar här: {line}"),
    ("a subfield without a code: {line}", "osakentältä puuttuu tunnus: {line}",
     "ett delfält utan kod: {line}"),
    ("a tag and perhaps a subfield: {line}", "kirjoita kenttä ja ehkä osakenttä: {line}",
     "skriv ett fält och kanske ett delfält: {line}"),
    ("not a file of the Finnish format: it begins with {line}",
     "ei ole suomalaisen formaatin tiedosto: alussa on {line}",
     "ingen fil i det finska formatet: den börjar med {line}"),
    ("not a file of the Finnish format: {why}", "ei ole suomalaisen formaatin tiedosto: {why}",
     "ingen fil i det finska formatet: {why}"),
)  # fmt: skip


def said(text: str, language: str) -> str:
    """A text of argparse or of a rule file in a language; what is not known stays English.

    >>> said("expected one argument", "fi")
    'anna arvo'
    """
    if language == LANGUAGES[-1]:
        return text
    for pattern, told in _sayings():
        if found := pattern.fullmatch(text):
            facts = {
                name: said(fact, language) if name == "why" else fact
                for name, fact in found.groupdict().items()
            }
            return told[LANGUAGES.index(language)].format(**facts)
    return text


@cache
def _sayings() -> list[tuple[re.Pattern[str], tuple[str, str]]]:
    return [
        (_pattern(english), (finnish, swedish))
        for english, finnish, swedish in (*_USE, *_HELP, *_RULES)
    ]


def _pattern(english: str) -> re.Pattern[str]:
    """The saying with its parts in braces as groups, each up to the first of what follows it.

    >>> _pattern("no {kind} here").pattern
    'no\\\\ (?>(?P<kind>.+?)\\\\ here)'
    """
    first, *parts = re.split(r"\{(\w+)\}", english)
    pattern = re.escape(first)
    for name, after in zip(parts[::2], parts[1::2], strict=True):
        pattern += f"(?>(?P<{name}>.+?){re.escape(after)})" if after else f"(?P<{name}>.+)"
    return re.compile(pattern, re.DOTALL)
