"""What the commands say, in Finnish, Swedish and English."""

import os
from collections.abc import Mapping, Sequence
from typing import Final

LANGUAGES: Final = ("fi", "sv", "en")

_WORDS: Final = {
    "reading": ("{records} tietuetta, {findings} havaintoa",
                "{records} poster, {findings} iakttagelser",
                "{records} records, {findings} findings"),
    "settling": ("kootaan…", "sammanställs…", "putting together…"),
    "written": ("Tulokset: {path}", "Resultat: {path}", "Results: {path}"),
    "stopped": ("Keskeytetty. Sama komento jatkaa tästä.",
                "Avbrutet. Samma kommando fortsätter härifrån.",
                "Stopped. The same command goes on from here."),
    "stopped-anew": ("Keskeytetty.", "Avbrutet.", "Stopped."),
    "died": ("Työprosessi kaatui, ehkä muistin puutteeseen. Kokeile vähemmillä: --workers 1.",
             "En arbetsprocess dog, kanske av minnesbrist. Pröva med färre: --workers 1.",
             "A worker died, perhaps for want of memory. Try fewer: --workers 1."),
    "no-such-file": ("tiedostoa tai kansiota ei ole; katso, onko nimi oikein",
                     "det finns ingen sådan fil eller mapp; se efter om namnet är rätt",
                     "No such file or folder; see whether the name is right"),
    "is-a-folder": ("tämä on kansio; anna tiedosto", "detta är en mapp; ange en fil",
                    "this is a folder; name a file"),
    "not-a-folder": ("tässä on tiedosto, ei kansiota; anna toinen nimi",
                     "här finns en fil, inte en mapp; ange ett annat namn",
                     "there is a file here, not a folder; tell another name"),
    "in-use": (("kansioon {path} kirjoittaa parhaillaan toinen komento; odota, että se päättyy, "
               "tai anna toinen kansio"),
               ("ett annat kommando skriver just nu till mappen {path}; vänta tills det är klart, "
               "eller ange en annan mapp"),
               ("another command is writing to the folder {path}; wait until it ends, or name "
               "another folder")),
    "not-allowed": ("tähän ei ole oikeutta; anna toinen paikka tai pyydä oikeus",
                    "du har inte rätt till detta; ange en annan plats eller be om rätten",
                    "this is not permitted; tell another place, or ask for the right"),
    "disk-full": (("levy on täynnä (myös väliaikaistiedostot vievät tilaa); vapauta tilaa ja aja "
                  "sama komento uudelleen"),
                  ("disken är full (även tillfälliga filer tar plats); frigör utrymme och kör "
                  "samma kommando på nytt"),
                  ("the disk is full (temporary files take room too); make room and run the same "
                  "command again")),
    "a-pipe": ("putkesta ei voi lukea; tallenna tietueet ensin tiedostoon",
               "det går inte att läsa från ett rör; spara posterna först i en fil",
               "a pipe cannot be read; save the records to a file first"),
    "no-rules-there": ("kansiossa {path} ei ole sääntöjä (.toml)",
                       "i mappen {path} finns inga regler (.toml)",
                       "there are no rules (.toml) in {path}"),
    "read": ("luettu", "lästa", "read"),
    "good": ("ehjiä", "hela", "good"),
    "repaired": ("korjaten luettuja", "lästa med reparation", "repaired while reading"),
    "quarantined": ("lukukelvottomia", "oläsbara", "quarantined"),
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
    "would": ("Korjattaisiin {records} tietuetta (kaikkiaan {all}).",
              "{records} poster skulle rättas (av {all}).",
              "{records} records would be mended (of {all})."),
    "did": ("Korjattiin {records} tietuetta (kaikkiaan {all}).",
            "{records} poster rättades (av {all}).",
            "{records} records were mended (of {all})."),
    "by-owner": ("Kenen tietueita", "Vems poster", "Whose records"),
    "nobody": ("ei kenenkään", "ingens", "nobody's"),
    "withheld": ("Jätetty ennalleen, tietueita {count}:", "Lämnade som de är, poster: {count}",
                 "Left as they are, records: {count}"),
    "why-no-number": ("ei tietuenumeroa, joten sitä ei löydä uudelleen",
                      "inget kontrollnummer, så den kan inte hittas på nytt",
                      "no control number, so that it cannot be found again"),
    "why-number-twice": ("usealla tietueella on sama tietuenumero",
                         "flera poster har samma kontrollnummer",
                         "several records have its control number"),
    "why-repaired": ("tavut ovat vioittuneet: uudelleen kirjoitettuna muuttuisi enemmän",
                     "skadade byte: omskriven skulle mer ändras",
                     "damaged bytes: written anew, more would change"),
    "why-unsettled": ("korjaukset kumoavat toisensa", "rättelserna tar ut varandra",
                      "the corrections work against each other"),
    "why-not-writable": ("tulos ei mahdu MARC-tietueeseen", "resultatet ryms inte i en MARC-post",
                         "what would come of it does not fit into a MARC record"),
    "why-gone": ("ei ole tässä tiedostossa", "finns inte i den här filen", "not in this file"),
    "why-changed": ("muuttunut esikatselun jälkeen", "ändrad efter förhandsgranskningen",
                    "changed since the preview"),
    "why-refused": ("kirjasto, jolla tietue on, ei ole sanonut kyllä",
                    "ett bibliotek som har posten har inte sagt ja",
                    "a library that has it has not said yes"),
    "proved": (("Tarkistettu: korjatut ovat kuten esitettiin, muut {count} tietuetta tavulleen "
               "samat."),
               ("Kontrollerat: de rättade är som de visades, övriga {count} poster byte för byte "
               "desamma."),
               ("Proved: what was mended is as it was shown, the other {count} records are the "
               "same byte for byte.")),
    "unproved": ("EI TÄSMÄÄ: älä lataa korjattua tiedostoa. Katso applied.json.",
                 "STÄMMER INTE: ladda inte in den rättade filen. Se applied.json.",
                 "NOT PROVED: do not load the corrected file. See applied.json."),
    "out-or-dry": ("anna --out KANSIO, tai --dry-run nähdäksesi, mikä muuttuisi",
                   "ange --out MAPP, eller --dry-run för att se vad som skulle ändras",
                   "tell --out DIR, or --dry-run to see what would be changed"),
    "profile-of-rules": ("--profile kuuluu valitsimelle --rules: korjauserä nimeää omansa",
                         "--profile hör till --rules: ett rättelsepaket har sin egen",
                         "--profile goes with --rules: a plan names its own"),
    "another-folder": ("kirjoita toiseen kansioon: vanha tarvitaan kumoamiseen",
                       "skriv till en annan mapp: den gamla behövs för att ångra",
                       "write to another folder: the old one is what undoes it"),
    "no-safe-fix": ("tässä profiilissa ei ole turvallista korjausta säännölle: {rules}",
                    "i denna profil finns ingen säker rättelse för: {rules}",
                    "no rule with a safe fix in this profile: {rules}"),
    "dask-wants": (("--engine dask tarvitsee valitsimet --scheduler OSOITE ja --out (yhteinen "
                   "kansio)"),
                   "--engine dask kräver --scheduler ADRESS och --out (en gemensam mapp)",
                   "--engine dask wants --scheduler ADDRESS, and --out in a shared folder"),
    "scheduler-wants": ("--scheduler tarvitsee valitsimen --engine dask",
                        "--scheduler kräver --engine dask", "--scheduler wants --engine dask"),
    "same-names": ("kahdella tiedostolla on sama nimi: tarkista ne yksitellen",
                   "två av filerna har samma namn: kontrollera dem en i taget",
                   "two of the files have one name: check them one by one"),
    "onto-itself": ("anna toinen nimi: --out on tiedosto, josta luetaan",
                    "ange ett annat namn: --out är filen som läses",
                    "tell another name: --out is the file that is read"),
    "records": ("tietueita", "poster", "records"),
    "bytes": ("tavuja", "byte", "bytes"),
    "types": ("Aineisto (LDR/06–07)", "Material (LDR/06–07)", "Material (LDR/06–07)"),
    "tags": ("Kentät: tietueita, esiintymiä", "Fält: poster, förekomster",
             "Fields: records, occurrences"),
}  # fmt: skip


def word(name: str, language: str, **facts: object) -> str:
    """A word or a sentence."""
    return _WORDS[name][LANGUAGES.index(language)].format(**facts)


def asked(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, before it is understood; else the terminal's."""
    for place, one in enumerate(arguments):
        name, _, value = one.partition("=")
        if name == "--language":
            value = value or "".join(arguments[place + 1 : place + 2])
            return value if value in LANGUAGES else LANGUAGES[0]
    return preferred()


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the terminal; Finnish where it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if told := environment.get(name):
            return told[:2].lower() if told[:2].lower() in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]
