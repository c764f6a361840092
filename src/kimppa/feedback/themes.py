"""What a feedback is about: the categories of Finna's own form and two of ours."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """The first six are Finna's (`feedback_category_…`)."""

    GENERAL = "general", _("General")
    METADATA = "metadata", _("Data of the records")
    SERVICES = "services", _("Services of the library")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    USABILITY = "usability", _("Ease of use")
    TECHNICAL = "technical", _("Technical fault")
    ACCOUNT = "account", _("Card, PIN and address")
    MATERIAL = "material", _("Material and acquisitions")


# Word stems in Finnish, Swedish and English; the first theme with a word of its own is guessed.
_WORDS: tuple[tuple[Theme, str], ...] = (
    (
        Theme.ACCESSIBILITY,
        (
            r"saavutettavu|esteettöm|ruutuluki|ruudunluki|näkövamm|selkokiel|tekstity|tillgänglig|"
            r"skärmläs|synskad|accessib|screen reader"
        ),
    ),
    (
        Theme.ACCOUNT,
        (
            r"kirjastokort|korttini|pin-?koo|tunnuslu|salasan|osoitteen|osoitteeni|muutin |"
            r"lånekort|bibliotekskort|pinkod|lösenord|adressändr|library card|password|my address"
        ),
    ),
    (
        Theme.TECHNICAL,
        (
            r"ei toimi|virheilm|kaatu|kirjautumi|ei aukea|ei lataudu|fungerar inte|felmedd|"
            r"kraschar|logga in|does not work|doesn't work|error|log in"
        ),
    ),
    (
        Theme.METADATA,
        (
            r"tietuee|väärä kansi|kansikuva|luettelointi|tekijän nimi|fel omslag|katalogis|"
            r"wrong cover|record is"
        ),
    ),
    (
        Theme.MATERIAL,
        r"hankint|hankkia|hankittaisi|tilata kirja|puuttuu kokoelm|inköp|skaffa|acquire|purchase",
    ),
    (Theme.USABILITY, r"vaikea löytää|sekava|hankala|epäselvä|svårt att hitta|confusing|hard to"),
    (Theme.SERVICES, r"aukiolo|omatoimi|varaus|palautuslu|öppettid|reserv|opening hours"),
)
_PATTERNS = [(theme, re.compile(words, re.IGNORECASE)) for theme, words in _WORDS]


def guess(text: str) -> Theme:
    """The theme that a text's words tell of; GENERAL when none does."""
    return next((theme for theme, words in _PATTERNS if words.search(text)), Theme.GENERAL)
