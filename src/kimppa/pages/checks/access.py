"""What in a page's HTML shuts somebody out: headings, images, links, tables, language.

Plain rules after WCAG 2.2: 1.1.1, 1.3.1, 2.4.4, 2.4.6, 3.1.1, 3.1.2. They find what a machine can
find; a person still has to look. No Django.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kimppa.pages.checks.outline import Outline

_VAGUE = frozenset({
    "click here", "here", "här", "här finns", "klicka här", "klikkaa", "klikkaa tästä",
    "klikkaa tätä", "link", "linkki", "lisätietoja", "lisää", "lue lisää", "länk", "läs mer",
    "mer", "more", "read more", "tässä", "tästä", "täällä", "täältä",
})  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# Words that every text of some length has, and the other two languages have not.
_COMMON = {
    "fi": frozenset({
        "ja", "on", "ei", "se", "että", "myös", "tai", "voit", "kun", "sen", "ovat", "joka",
        "mutta", "kirjaston",
    }),
    "sv": frozenset({
        "och", "att", "är", "som", "för", "med", "på", "av", "den", "det", "till", "kan", "du",
        "inte", "eller",
    }),
    "en": frozenset({
        "the", "and", "of", "to", "is", "in", "for", "you", "with", "are", "your", "be", "can",
        "on", "or",
    }),
}  # fmt: skip
_ENOUGH = 4  # common words by which a language is known


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: a code to put into words, and what it is about."""

    code: str
    about: str = ""


def findings(page: Outline, language: str) -> list[Finding]:
    """What is wrong with a page that should be in the language."""
    return [
        *_heading_findings(page),
        *_image_findings(page),
        *_link_findings(page),
        *_table_findings(page),
        *_language_findings(page, language),
    ]


def _heading_findings(page: Outline) -> Iterator[Finding]:
    last_level = 0
    for heading in page.headings:
        words = " ".join(heading.words.split())
        if not words:
            yield Finding("heading-empty")
        if last_level and heading.level > last_level + 1:
            yield Finding("heading-skip", words)
        if heading.level == 1 and last_level:
            yield Finding("heading-second-first", words)
        last_level = heading.level


def _image_findings(page: Outline) -> Iterator[Finding]:
    for image in page.images:
        if image.alt is None:
            yield Finding("image-no-alt", image.address)
        elif _FILE.fullmatch(image.alt.strip()):
            yield Finding("image-file-name", image.alt)


def _link_findings(page: Outline) -> Iterator[Finding]:
    addresses_by_words: dict[str, set[str]] = {}
    for link in page.links:
        words = " ".join(link.words.split())
        plain_words = words.casefold().strip(" .,:;!»›>")
        if not words:
            yield Finding("link-empty", link.address)
        elif plain_words in _VAGUE:
            yield Finding("link-vague", words)
        elif words.startswith(("http://", "https://")):
            yield Finding("link-address", words)
        else:
            addresses_by_words.setdefault(plain_words, set()).add(link.address)
    for words, addresses in addresses_by_words.items():
        if len(addresses) > 1:
            yield Finding("link-same-words", words)


def _table_findings(page: Outline) -> Iterator[Finding]:
    for table in page.tables:
        if table.cells and not table.headers:
            yield Finding("table-no-headers")


def _language_findings(page: Outline, language: str) -> Iterator[Finding]:
    for code in page.languages:
        if not _TAG.fullmatch(code):
            yield Finding("language-unknown", code)
    likely_language = language_of(" ".join(page.paragraphs))
    if likely_language and likely_language != language:
        yield Finding("language-other", likely_language)


def language_of(text: str) -> str:
    """fi, sv or en by the commonest words; empty when there are too few of them to tell."""
    word_counts = Counter(word.casefold() for word in _WORD.findall(text))
    counts = {code: sum(word_counts[word] for word in common) for code, common in _COMMON.items()}
    likeliest, runner_up = sorted(counts, key=lambda code: (-counts[code], code))[:2]
    is_clear = counts[likeliest] >= _ENOUGH and counts[likeliest] >= 2 * counts[runner_up]
    return likeliest if is_clear else ""
