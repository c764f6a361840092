"""Texts in Finnish, Swedish and English; the house's first language stands in for a missing one."""

from typing import Final

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from kimppa.core.language import active_language, official_language

LANGUAGES: Final = ("fi", "sv", "en")
TEXTS: Final = ("title", "summary", "text", "alt")
TITLES: Final = tuple(f"title_{language}" for language in LANGUAGES)


class Translated:
    """A row with columns such as `title_fi`, `title_sv` and `title_en`."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The title in each language that has one."""
        return tuple(filter(None, (getattr(self, name) for name in TITLES)))

    @property
    def language(self) -> str:
        """The language that it is written in: the house's first, or another without a title in it;
        the first of the house where it has no title yet.
        """
        codes = [code for code in LANGUAGES if getattr(self, f"title_{code}")]
        if len(codes) == 1:
            return codes[0]
        first_language = official_language()
        return first_language if first_language in codes or not codes else codes[0]

    def text_in(self, field: str, language: str) -> str:
        """A text in a language; where that lacks, in the row's own, then in any."""
        return str(getattr(self, f"{field}_{self.language_in(field, language)}", ""))

    def language_in(self, field: str, language: str) -> str:
        """The language of `text_in`."""
        if getattr(self, f"{field}_{language}", ""):
            return language
        codes = [code for code in LANGUAGES if getattr(self, f"{field}_{code}")]
        own_language = self.language if len(codes) > 1 else ""
        return own_language if own_language in codes else next(iter(codes), language)

    @property
    def title(self) -> str:
        """The title in the active language."""
        return self.text_in("title", active_language())

    @property
    def title_language(self) -> str:
        """The language that `title` is in."""
        return self.language_in("title", active_language())

    @property
    def official_title(self) -> str:
        """The title for what is written down once for all readers."""
        return self.text_in("title", official_language())

    @property
    def alt(self) -> str:
        """What the picture shows, in the active language."""
        return self.text_in("alt", active_language())

    @property
    def alt_language(self) -> str:
        """The language that `alt` is in."""
        return self.language_in("alt", active_language())

    @property
    def missing_languages(self) -> list[str]:
        """Languages in which the title or the text is not told although its own tells it."""
        own_language = self.language
        has_text = getattr(self, f"text_{own_language}")
        return [
            code
            for code in LANGUAGES
            if code != own_language
            and not (
                getattr(self, f"title_{code}") and (getattr(self, f"text_{code}") or not has_text)
            )
        ]


def title_order(language: str, path: str = "") -> Coalesce:
    """The title that a list of the language is in the order of; `path` leads to the rows."""
    codes = sorted(LANGUAGES, key=lambda code: code != language)
    return Coalesce(*(NullIf(f"{path}title_{code}", Value("")) for code in codes), Value(""))
