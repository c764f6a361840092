"""Whether a logged line tells of something that did not take place then: called off or moved. Pure.

"Kokous peruuntui", "utbildningen flyttades till mars", "the visit was cancelled". Cancelled
subscriptions and moved shelves are work: those verbs count only of an occasion.
"""

import re

_NOT_HELD = re.compile(
    r"\b(?:peruunt\w{1,12}|ei (?:pidetty|pidetä|järjestetty|toteutunut|ollut osallistujia)"
    r"|jäi (?:pitämättä|väliin|toteutumatta)|jätettiin pitämättä"
    r"|inställ(?:d|t|da|des)|ställdes in|(?:hölls|ordnades|blev) inte|blev inte av"
    r"|(?:was|were) not held|did not take place|didn't take place)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:perutt(?:iin|u)|perun|peruin|lykk(?:ättiin|ätty|ääntyi|ääntynyt)"
    r"|siirr(?:ettiin|etty)|siirtyi|siirtynyt"
    r"|flytta(?:des|ts|d|t)|sköts (?:upp|fram)|uppskj(?:uten|utet|öts)|avbokad(?:es)?"
    r"|cancell?ed|postponed|called off|rescheduled|moved to)\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"kokou|palaver|tapaami|koulutu|opastu(?!ste)|tapahtum|vierailu|satutun|vinkkau|tilaisuu|työpaja"
    r"|luento|näyttely|esittely|retki|keskustelu|juhla|kurssi|webinaari|(?<!\w)käynti"
    r"|möte|sammanträd|utbildning|evenemang|besök|sagostund|föreläsning|träff|kurs(?:en)?\b|utställning"
    r"|meeting|training|event|visit|story ?(?:hour|time)|lecture|workshop|exhibition|course|talk\b",
    re.IGNORECASE,
)
# A moved occasion has a new time behind its verb; a moved record of one has a place.
_TO_A_PLACE = re.compile(
    r"\b(?:siirr\w+|flytta\w+|moved to)\s+(?!\d)(?P<where>[\w-]+)", re.IGNORECASE
)
_TIME = re.compile(
    r"(?:\w{0,12}kuu|kevää|kesä|syksy|talve|vuode|viiko|päivä|ensi|seuraava|myöhe|tois|maanantai|tiistai"
    r"|keskiviik|torsta|perjanta|lauanta|sunnunta|eteenpäin|toiseen|till|fram|to|the|next|in|from"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|autumn|later)\w*",
    re.IGNORECASE,
)
_TOOK_PLACE = re.compile(
    r"(?<!\bei )\b(?:pidettiin|järjestettiin|toteutui|pidin|järjestin|pidetty(?! ei)|hölls(?! inte)"
    r"|ordnades(?! inte)|(?:was|were) held|took place)\b",
    re.IGNORECASE,
)


def is_called_off(line: str) -> bool:
    """Whether the line says that an occasion was called off or moved, and not that one was held."""
    if _TOOK_PLACE.search(line):
        return False
    if _NOT_HELD.search(line):
        return True
    if not (_MOVED.search(line) and _OCCASION.search(line)):
        return False
    destination = _TO_A_PLACE.search(line)
    return not destination or bool(_TIME.fullmatch(destination["where"]))
