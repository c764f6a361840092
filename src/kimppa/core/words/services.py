"""What kind of thing a service is, told with its name at first mention. Pure.

A reader of the report need not know the names: "Koha päivitettiin" is "Kirjastojärjestelmä Koha
päivitettiin", and said again "järjestelmä".
"""

import re
from collections.abc import Mapping, Sequence

from kimppa.core.words.messages import capital

# The kind before a name, and the kind alone as a subject, by the kinds of the register.
KINDS = {
    "library-system": {
        "fi": ("kirjastojärjestelmä", "järjestelmä"),
        "sv": ("bibliotekssystemet", "systemet"),
        "en": ("the library system", "the system"),
    },
    "web-library": {
        "fi": ("verkkokirjasto", "verkkokirjasto"),
        "sv": ("webbiblioteket", "webbiblioteket"),
        "en": ("the web library", "the web library"),
    },
    "e-resource": {
        "fi": ("e-aineistopalvelu", "palvelu"),
        "sv": ("e-tjänsten", "tjänsten"),
        "en": ("the e-resource", "the service"),
    },
}
_FINNISH = [words["fi"] for words in KINDS.values()]
# What a service has, so that its name may stand apart: "Koha-koulutus", not "Koha-kysymys".
_OF_IT = "koulutu|kurssi|perehdy|opastu|käyttö|päivity|ylläpi|palvelim|palvelin|asetuks|tunnu"
_ENDING = r"(?:n|[aä]|ss[aä]|st[aä]|lle|ll[aä]|lt[aä]|[aeiouyäö]n|s)?"


def introduced(
    sentences: Sequence[str], kinds: Mapping[str, str], language: str, text_before: str = ""
) -> list[str]:
    """Sentences of a passage with the kinds of services, by name, where these stand first."""
    texts = list(sentences)
    for name, kind in kinds.items():
        words = KINDS.get(kind, {}).get(language)
        if (
            words
            and len(name) > 2
            and " " not in name
            and not _mentions(f"{text_before} {name}", words[0])
        ):
            texts = _with_kind_named(texts, name, words, text_before)
    return texts


def _mentions(text: str, kind: str) -> bool:
    return kind.split()[-1] in text.casefold()


def _with_kind_named(
    texts: list[str], name: str, words: tuple[str, str], text_before: str
) -> list[str]:
    kind, short_name = words
    # Of “Koha-koulutus” too the reader needs to know what Koha is.
    mention = re.compile(rf"(?<![\w-]){re.escape(name)}(?:{_ENDING}(?![\w-])|-(?={_OF_IT}))")
    subject = re.compile(rf"{re.escape(name)}(?= [a-zåäö])")
    is_known = bool(mention.search(text_before))
    passage = []
    for text in texts:
        if not is_known and (match := mention.search(text)):
            is_known = True
            is_compound = match[0].endswith("-")
            if not _mentions(text, kind) and not (is_compound and words not in _FINNISH):
                text_behind = text[match.start() :]
                if is_compound:
                    text_behind = (
                        f"{name}{'n' if name[-1] in 'aeiouyäö' else 'in'} {text[match.end() :]}"
                    )
                text = capital(f"{text[: match.start()]}{kind} {text_behind}")
        elif is_known and subject.match(text):
            text = capital(subject.sub(short_name, text, count=1))
        passage.append(text)
    return passage
