"""The language of what leaves the house and of what is written down once for all readers.

A letter to a person is in the person's language, a page in its reader's. What is common to all is
in the consortium's language; a municipality that has one of its own gets its documents in it.
"""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils import translation

from kimppa.core.consortium.models import Consortium, Municipality
from kimppa.core.consortium.queries import consortium
from kimppa.core.memo import read_once
from kimppa.documents.blocks import Language


def official_language(municipality: Municipality | None = None) -> Language:
    """The language of documents for a municipality, or of those common to all."""
    if municipality is not None and municipality.language:
        return cast("Language", municipality.language)
    return language_of(read_consortium())


def language_of(the_consortium: Consortium | None) -> Language:
    """The consortium's language, for who has read it already."""
    return (
        cast("Language", the_consortium.language)
        if the_consortium and the_consortium.language
        else "fi"
    )


def read_consortium() -> Consortium | None:
    """The consortium; a page that only reads asks for it once."""
    return read_once("consortium", make=consortium)


def official(municipality: Municipality | None = None) -> translation.override:
    """`with official():` writes in that language, whoever presses the button."""
    return translation.override(official_language(municipality))


def active_language() -> Language:
    """The language that texts are being written in."""
    language = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    return cast("Language", language if language in dict(settings.LANGUAGES) else "fi")


def in_every_language(text: Callable[[], str]) -> tuple[str, ...]:
    """A text in each language of the desk."""
    texts = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts.append(text())
    return tuple(texts)
