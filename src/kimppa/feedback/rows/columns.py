"""What a column of feedback rows tells, known by its heading. Pure.

The headings are the names of Finna's own fields (`kimppa.feedback.finna`) and what people call
the same things in Finnish, Swedish and English. What no heading tells is kept as other
information: nothing is lost for being unknown.
"""

import re
from collections.abc import Mapping, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.imports.names import folded
from kimppa.core.imports.tables import Limits

SUBJECT = "feedback.rows"
"""Under which headings are remembered."""
LIMITS = Limits(size=5_000_000, rows=1_000, columns=60)
TYPES = (".csv", ".xlsx")


class Meaning(models.TextChoices):
    """What a column tells. All but the last three stand for one column at most."""

    TEXT = "text", _("What the customer said")
    ARRIVED = "arrived", _("When it arrived")
    ANSWERED = "answered", _("When it was answered")
    STATE = "state", _("Whether it has been answered")
    SUBJECT = "subject", _("Subject")
    THEME = "theme", _("About")
    SERVICE = "service", _("Service")
    MUNICIPALITY = "municipality", _("Municipality or library")
    LANGUAGE = "language", _("Language")
    NAME = "name", _("Customer's name")
    EMAIL = "email", _("Customer's e-mail")
    PHONE = "phone", _("Customer's telephone")
    PAGE = "page", _("Page")
    RECORD = "record", _("Record")
    PRIVATE = "private", _("Other information on the customer")
    MORE = "more", _("Other information")
    LEAVE = "leave", _("Left out")


MANY = frozenset({Meaning.PRIVATE, Meaning.MORE, Meaning.LEAVE})
NEEDED = (Meaning.TEXT, Meaning.ARRIVED)
# Headings without blanks and signs; the earlier of two that a file has is taken.
HEADINGS: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.TEXT: (
        *("message", "palaute", "viesti", "palauteteksti", "teksti", "respons", "meddelande"),
        *("text", "feedback"),
    ),
    Meaning.ARRIVED: (
        *("created", "saapunut", "saapumispäivä", "saapumisaika", "lähetetty", "aikaleima"),
        *("päivämäärä", "päivä", "pvm", "aika", "luotu", "inkommen", "datum", "tid", "arrived"),
        *("date", "time", "timestamp", "sent"),
    ),
    Meaning.ANSWERED: (
        *("answered", "vastattu", "vastauspäivä", "käsitelty", "suljettu", "besvarad", "closed"),
    ),
    Meaning.STATE: ("status", "tila", "state", "läge"),
    Meaning.SUBJECT: ("emailsubject", "aihe", "otsikko", "ämne", "rubrik", "subject"),
    Meaning.THEME: ("category", "kategoria", "luokka", "teema", "kategori", "theme"),
    Meaning.SERVICE: ("service", "palvelu", "tjänst"),
    Meaning.MUNICIPALITY: (
        *("feedbackchooselibrary", "kunta", "kirjasto", "toimipiste", "kommun", "bibliotek"),
        *("municipality", "library", "branch"),
    ),
    Meaning.LANGUAGE: ("language", "kieli", "språk", "lng"),
    Meaning.NAME: ("name", "nimi", "lähettäjä", "lähettäjännimi", "namn", "avsändare", "sender"),
    Meaning.EMAIL: (
        *("email", "sähköposti", "sähköpostiosoite", "epost", "epostadress", "emailaddress"),
    ),
    Meaning.PHONE: ("phone", "puhelin", "puhelinnumero", "puh", "telefon", "telefonnummer"),
    Meaning.PAGE: ("url", "sivu", "osoite", "sida", "page", "referrer", "siteurl", "viewbaseurl"),
    Meaning.RECORD: ("recordid", "tietue", "tietueid", "post", "record"),
    Meaning.PRIVATE: (
        *("usercatusername", "usercatid", "internaluserid", "userroles", "userid", "kortinnumero"),
        *("kirjastokortti", "lånekort"),
    ),
}


def guess(header: Sequence[str], remembered: Mapping[str, str] | None = None) -> list[Meaning]:
    """What each column tells, by its heading; a column without one is left out.

    What somebody has said of a heading (`remembered`, by `folded` heading) goes before the rest.
    """
    plain = [re.sub(r"[\W_]+", "", title.lower()) for title in header]
    meanings = [Meaning.MORE if title.strip() else Meaning.LEAVE for title in header]
    for meaning, names in HEADINGS.items():
        places = [plain.index(name) for name in names if name in plain]
        if meaning == Meaning.PRIVATE:
            places = [n for n, title in enumerate(plain) if title in names]
        else:
            places = places[:1]
        for place in places:
            meanings[place] = meaning
    for place, title in enumerate(header):
        if stored := (remembered or {}).get(folded(title)):
            meaning = Meaning(stored)
            if meaning not in MANY and meaning in meanings:
                meanings[meanings.index(meaning)] = Meaning.MORE
            meanings[place] = meaning
    return meanings


def repeated_meanings(columns: Sequence[str]) -> list[Meaning]:
    """The meanings that more columns than one have, though only one may."""
    return [
        meaning for meaning in Meaning if meaning not in MANY and list(columns).count(meaning) > 1
    ]


def lacking(columns: Sequence[str]) -> list[Meaning]:
    """The meanings without which no row is feedback and that no column has."""
    return [meaning for meaning in NEEDED if meaning not in columns]
