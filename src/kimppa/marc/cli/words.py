"""What the commands say, in Finnish, Swedish and English."""

import os
from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("fi", "sv", "en")

_WORDS: Final = {
    "reading": ("{percent} %  {records} tietuetta, {findings} havaintoa",
                "{percent} %  {records} poster, {findings} iakttagelser",
                "{percent} %  {records} records, {findings} findings"),
    "settling": ("kootaan…", "sammanställs…", "putting together…"),
    "written": ("Tulokset: {path}", "Resultat: {path}", "Results: {path}"),
    "stopped": ("Keskeytetty. Sama komento jatkaa tästä.",
                "Avbrutet. Samma kommando fortsätter härifrån.",
                "Stopped. The same command goes on from here."),
    "stopped-anew": ("Keskeytetty.", "Avbrutet.", "Stopped."),
    "died": ("Työprosessi kaatui, ehkä muistin puutteeseen. Kokeile vähemmillä: --workers 1.",
             "En arbetsprocess dog, kanske av minnesbrist. Pröva med färre: --workers 1.",
             "A worker died, perhaps for want of memory. Try fewer: --workers 1."),
    "converted": ("{records} tietuetta kirjoitettu: {path}", "{records} poster skrivna: {path}",
                  "{records} records written: {path}"),
    "left-out": ("{count} tietuetta jäi pois:", "{count} poster utelämnades:",
                 "{count} records were left out:"),
    "unreadable": ("{count} lukukelvotonta", "{count} oläsbara", "{count} unreadable"),
    "identical": ("samoja", "samma", "the same"),
    "changed": ("muuttuneita", "ändrade", "changed"),
    "equal": ("niistä vain toisin kirjoitettuja", "varav bara annorlunda skrivna",
              "of these only written otherwise"),
    "renumbered": ("tunnus vaihtunut", "med annat nummer", "with another number"),
    "lost": ("poistuneita", "försvunna", "lost"),
    "added": ("uusia", "nya", "added"),
    "changes": ("Muutokset kentittäin", "Ändringar per fält", "Changes by field"),
    "groups": ("Kaksoiskappaleita {groups} ryhmää, {records} tietuetta; katsottavia pareja {look}",
               "Dubbletter: {groups} grupper, {records} poster; par att granska: {look}",
               "Duplicates: {groups} groups, {records} records; pairs to look at: {look}"),
    "keep": ("säilytetään", "behålls", "is kept"),
    "join": ("yhdistetään", "slås ihop", "is merged"),
    "look": ("katsottava", "att granska", "to look at"),
    "large": ("{count} avainta on yli {largest} tietueella, eikä niitä verrattu.",
              "{count} nycklar finns på över {largest} poster; de jämfördes inte.",
              "{count} keys are on more than {largest} records; these were not compared."),
    "would": ("Korjattaisiin {changes} kohtaa {records} tietueessa (kaikkiaan {all}).",
              "{changes} ställen i {records} poster skulle rättas (av {all}).",
              "{changes} places in {records} records would be mended (of {all})."),
    "did": ("Korjattiin {changes} kohtaa {records} tietueessa (kaikkiaan {all}): {path}",
            "{changes} ställen i {records} poster rättades (av {all}): {path}",
            "{changes} places in {records} records were mended (of {all}): {path}"),
    "proved": ("Tarkistettu: muut {count} tavua ovat samat.",
               "Kontrollerat: övriga {count} byte är desamma.",
               "Proved: the other {count} bytes are the same."),
    "records": ("tietueita", "poster", "records"),
    "bytes": ("tavuja", "byte", "bytes"),
    "types": ("Aineisto (LDR/06–07)", "Material (LDR/06–07)", "Material (LDR/06–07)"),
    "tags": ("Kentät: tietueita, esiintymiä", "Fält: poster, förekomster",
             "Fields: records, occurrences"),
}  # fmt: skip


def word(name: str, language: str, **facts: object) -> str:
    """A word or a sentence."""
    return _WORDS[name][LANGUAGES.index(language)].format(**facts)


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the terminal; Finnish where it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if told := environment.get(name):
            return told[:2].lower() if told[:2].lower() in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]
