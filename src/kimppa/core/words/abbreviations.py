"""Abbreviations and signs of the administration as a reader outside it knows them. Pure.

"OKM myönsi 40 000 €" is "Opetus- ja kulttuuriministeriö myönsi 40 000 euroa".
"""

import re

_NAMES = {
    "fi": {
        "OKM": "opetus- ja kulttuuriministeriö",
        "AVI": "aluehallintovirasto",
        "THL": "Terveyden ja hyvinvoinnin laitos",
        "DVV": "Digi- ja väestötietovirasto",
    },
    "sv": {
        "UKM": "undervisnings- och kulturministeriet",
        "RFV": "regionförvaltningsverket",
        "THL": "Institutet för hälsa och välfärd",
        "MDB": "Myndigheten för digitalisering och befolkningsdata",
    },
    "en": {"OKM": "the Ministry of Education and Culture"},
}
# "OKM:n", "AVI:lta": the endings are sure where a name ends in "-ö" or "-o".
_ENDINGS = {"n": "n", "lta": "lta", "ltä": "ltä", "lle": "lle", "ssa": "ssa", "ssä": "ssä"}
_SHORT = re.compile(
    r"\b(?P<name>[A-ZÅÄÖ]{3})(?P<joint>:(?P<ending>[a-zåäö]{1,4})|-(?=[a-zåäö]))?\b"
)
_EURO = re.compile(r"(?<=\d)(?:[ \u00a0]?€|[ \u00a0]e)(?![\w-])")
_MINUTES = re.compile(r"(?<=\d)[ \u00a0]min\b")
_GRANT = re.compile(
    r"\b(?P<grant>\w{0,30}(?:avustus|apuraha|tuki|määräraha|rahoitus))"
    r" (?P<sum>\d{1,3}(?:[ \u00a0]\d{3})*|\d+) euroa\b"
)
_PERCENT = re.compile(r"(?<=\d)[ \u00a0]?%(?!\w)")
_PERCENTS = {"fi": " prosenttia", "sv": " procent", "en": " per cent"}
_EUROS = {"fi": " euroa", "sv": " euro", "en": " euros"}


def spelled_out(text: str, language: str) -> str:
    """The text with euros and known abbreviations in full; one that stands again is left.

    A full name takes a Finnish ending, or stands in a compound, only where it ends in ö or o:
    then its stem does not change.
    """
    full_names = dict(_NAMES[language])

    def _spelled(match: re.Match[str]) -> str:
        full_name = full_names.get(match["name"])
        ending = match["ending"] or ""
        if full_name is None or (ending and (language != "fi" or ending not in _ENDINGS)):
            return match[0]
        if (ending or match["joint"]) and not full_name.endswith(("ö", "o")):
            return match[0]
        del full_names[match["name"]]
        if match["joint"] and not ending:
            return f"{full_name}n " if language == "fi" else match[0]
        return full_name + ending

    if language == "fi":
        text = _MINUTES.sub(" minuuttia", text)
    text = _PERCENT.sub(_PERCENTS[language], _EURO.sub(_EUROS[language], text))
    return _GRANT.sub(r"\g<sum> euron \g<grant>", _SHORT.sub(_spelled, text))
