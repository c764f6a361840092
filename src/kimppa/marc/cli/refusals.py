"""Why a file is refused, in the terminal's language; the engine itself says it in English."""

import errno
import io
import re
from typing import Final

from kimppa.marc.cli.sayings import said
from kimppa.marc.cli.words import LANGUAGES, word
from kimppa.marc.reading import MarcFileError
from kimppa.marc.rules.spec import RuleError

_SAID: Final = {
    "empty": ("tiedosto on tyhjä; vie tietueet uudelleen",
              "filen är tom; exportera posterna på nytt"),
    "not-marc": (("tiedostossa ei ole MARC-tietueita; valitse vienti, joka on muodossa ISO 2709 "
                 "(.mrc), MARCXML, MARC-in-JSON, Aleph Sequential tai rivimuoto"),
                 ("filen innehåller inga MARC-poster; välj en export i ISO 2709 (.mrc), MARCXML, "
                 "MARC-in-JSON, Aleph Sequential eller radformat")),
    "nuls": (("tiedoston alussa on vain nollatavuja: sitä ei kirjoitettu loppuun tai levy on "
             "vioittunut; kopioi tai vie se uudelleen"),
             ("filen börjar med bara nollbyte: den skrevs inte färdigt, eller disken är skadad; "
             "kopiera eller exportera den på nytt")),
    "another-kind": (("tiedosto on lajia {kind}, jossa ei ole MARC-tietueita; valitse vienti, joka "
                     "on muodossa ISO 2709 (.mrc), MARCXML, MARC-in-JSON, Aleph Sequential tai "
                     "rivimuoto"),
                     ("filen är av slaget {kind}, som inte har MARC-poster; välj en export i ISO "
                     "2709 (.mrc), MARCXML, MARC-in-JSON, Aleph Sequential eller radformat")),
    "packed-otherwise": (("tiedosto on pakattu ohjelmalla {kind}, jota täällä ei pureta; pura se "
                         "ensin tai pakkaa se muotoon gzip, zstd tai zip"),
                         ("filen är packad med {kind}, som inte packas upp här; packa upp den "
                         "först, eller packa den med gzip, zstd eller zip")),
    "unknown-format": ("muotoa {format} ei ole; muodot ovat {known}",
                       "formatet {format} finns inte; formaten är {known}"),
    "utf-16": ("tiedosto on UTF-16-muodossa; tallenna se UTF-8-muodossa",
               "filen är i UTF-16; spara den i UTF-8"),
    "broken-archive": ("pakattu tiedosto on vioittunut; lähetä se uudelleen",
                       "den komprimerade filen är skadad; skicka den på nytt"),
    "encrypted": ("pakatulla tiedostolla on salasana; lähetä se ilman sitä",
                  "den komprimerade filen har ett lösenord; skicka den utan"),
    "too-large": (("pakattu tiedosto kasvaa yli rajan {limit}, mitä mikään luettelo ei tee; "
                  "lähetä se pakkaamatta"),
                  ("den komprimerade filen växer över gränsen {limit}, vilket ingen katalog gör; "
                  "skicka den okomprimerad")),
    "xml-declarations": (("tiedostossa on oma dokumenttityyppi tai omia entiteettejä, joita ei "
                         "lueta; poista DOCTYPE"),
                         ("filen har en egen dokumenttyp eller egna entiteter, som inte läses; "
                         "ta bort DOCTYPE")),
    "xml-broken": ("XML katkeaa tai on virheellinen ({detail}); vie tiedosto uudelleen",
                   "XML:en bryts av eller är felaktig ({detail}); exportera filen på nytt"),
    "json-broken": ("JSON katkeaa tai on virheellinen ({detail}); vie tiedosto uudelleen",
                    "JSON:en bryts av eller är felaktig ({detail}); exportera filen på nytt"),
    "not-a-record": ("tämä ei ole MARC-tietue: {detail}", "detta är ingen MARC-post: {detail}"),
    "not-cut": ("tiedoston osaa ei voi lukea yksin; lue se alusta",
                "en del av filen kan inte läsas för sig; läs den från början"),
    "too-long": (("{detail} on pidempi kuin ISO 2709 sallii (tietue 99 999 tavua, kenttä 9 999); "
                 "käytä MARCXML:ää"),
                 ("{detail} är längre än ISO 2709 tillåter (en post 99 999 byte, ett fält 9 999); "
                 "använd MARCXML")),
    "not-writable": ("tähän muotoon ei voi kirjoittaa tätä: {detail}",
                     "detta kan inte skrivas i formatet: {detail}"),
    "not-iso2709": (("korjaukset tehdään ISO 2709 -muodossa, ja tämä on {format}; muunna tiedosto "
                    "ensin siihen"),
                    "rättelser görs i ISO 2709, och detta är {format}; konvertera filen först"),
    "no-snapshot": ("tilannekuvaa {name} ei ole", "ögonblicksbilden {name} finns inte"),
    "snapshot-exists": ("tilannekuva {name} on jo; valitse toinen nimi",
                        "ögonblicksbilden {name} finns redan; välj ett annat namn"),
    "bad-name": (("tilannekuvan nimessä voi olla kirjaimia, numeroita, pisteitä sekä yhdys- ja "
                 "alaviivoja"),
                 ("namnet på en ögonblicksbild får ha bokstäver, siffror, punkter, bindestreck och "
                 "understreck")),
    "no-record": ("tavun {offset} kohdalla ei ala tietue", "ingen post börjar vid byte {offset}"),
}  # fmt: skip


def refusal(error: MarcFileError, language: str) -> str:
    """The file, where in it, and what is wrong with what to do about it."""
    if language == "en":
        return str(error)
    said = _SAID[error.code][LANGUAGES.index(language)].format(**error.facts)
    return f"{error.place}: {said}" if error.place else said[:1].upper() + said[1:]


def of_a_rule(error: RuleError, language: str) -> str:
    """The file of rules, a profile or a plan; the key in it, and what to do."""
    place = f"{error.path}: {error.key}" if error.key else str(error.path)
    return f"{place}: {said(error.what, language)}"


_SYSTEM: Final = {
    errno.ENOENT: "no-such-file",
    errno.EISDIR: "is-a-folder",
    errno.ENOTDIR: "not-a-folder",
    errno.EEXIST: "not-a-folder",
    errno.EACCES: "not-allowed",
    errno.EPERM: "not-allowed",
    errno.EROFS: "not-allowed",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
}

_CODE: Final = re.compile(r"\(os error (\d+)\)")


def of_the_system(error: OSError, language: str) -> str:
    """What kept a file from being read or written, and what to do; rare reasons as the system
    says them."""
    place = f"{error.filename}: " if error.filename else ""
    if isinstance(error, io.UnsupportedOperation):
        return place + word("a-pipe", language)
    told = _CODE.search(str(error))  # Polars knows the reason and gives no number
    if known := _SYSTEM.get(error.errno or int(told[1] if told else 0)):
        return place + word(known, language)
    return f"{place}{error.strerror or error}"
