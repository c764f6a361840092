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
        *_headings(page),
        *_images(page),
        *_links(page),
        *_tables(page),
        *_words(page, language),
    ]


def _headings(page: Outline) -> Iterator[Finding]:
    last = 0
    for heading in page.headings:
        words = " ".join(heading.words.split())
        if not words:
            yield Finding("heading-empty")
        if last and heading.level > last + 1:
            yield Finding("heading-skip", words)
        if heading.level == 1 and last:
            yield Finding("heading-second-first", words)
        last = heading.level


def _images(page: Outline) -> Iterator[Finding]:
    for image in page.images:
        if image.alt is None:
            yield Finding("image-no-alt", image.address)
        elif _FILE.fullmatch(image.alt.strip()):
            yield Finding("image-file-name", image.alt)


def _links(page: Outline) -> Iterator[Finding]:
    leads: dict[str, set[str]] = {}
    for link in page.links:
        words = " ".join(link.words.split())
        plain = words.casefold().strip(" .,:;!»›>")
        if not words:
            yield Finding("link-empty", link.address)
        elif plain in _VAGUE:
            yield Finding("link-vague", words)
        elif words.startswith(("http://", "https://")):
            yield Finding("link-address", words)
        else:
            leads.setdefault(plain, set()).add(link.address)
    for words, addresses in leads.items():
        if len(addresses) > 1:
            yield Finding("link-same-words", words)


def _tables(page: Outline) -> Iterator[Finding]:
    for table in page.tables:
        if table.cells and not table.headers:
            yield Finding("table-no-headers")


def _words(page: Outline, language: str) -> Iterator[Finding]:
    for code in page.languages:
        if not _TAG.fullmatch(code):
            yield Finding("language-unknown", code)
    actual = language_of(" ".join(page.paragraphs))
    if actual and actual != language:
        yield Finding("language-other", actual)


def language_of(text: str) -> str:
    """fi, sv or en by the commonest words; empty when there are too few of them to tell."""
    words = Counter(word.casefold() for word in _WORD.findall(text))
    counts = {code: sum(words[word] for word in common) for code, common in _COMMON.items()}
    best, second = sorted(counts, key=lambda code: (-counts[code], code))[:2]
    clear = counts[best] >= _ENOUGH and counts[best] >= 2 * counts[second]
    return best if clear else ""
