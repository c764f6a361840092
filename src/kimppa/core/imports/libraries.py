"""Which municipality's library a name says: "Kajaanin kaupunginkirjasto", "Esbo stadsbibliotek",
"Kuhmo Public Library". Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from kimppa.core.consortium.finland import Listed, listed, listed_as
from kimppa.core.imports.names import plain_name

_PARTS = re.compile(r"[/|(),;]| [-–—] ")
# What a library is called beside the municipality's name.
_WORD = re.compile(
    r"(?:kaupungin|kunnan|pää|maakunta)?kirjasto(?:t|palvelut)?|ylei(?:nen|set)|kaupun(?:ki|gin)|kun(?:ta|nan)"
    r"|(?:stads|kommun|huvud|landskaps|folk)?bibliotek(?:et|en|stjänster)?|allmänna|stads?|kommuns?"
    r"|librar(?:y|ies)|public|city|town|municipal(?:ity)?|main|regional|provincial|of|the"
)


def library_of(name: str, forms: Mapping[str, str]) -> str:
    """The target whose library a name says, by the plain forms of `library_forms`; empty when some
    part of the name is something else, or two parts are of different municipalities.
    """
    parts = [_name_alone(part) for part in _PARTS.split(name)]
    targets = {forms.get(part, "") for part in parts if part}
    return targets.pop() if len(targets) == 1 else ""


def library_forms(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The target by the plain name in the nominative and the genitive, for forms of one only."""
    targets: dict[str, set[str]] = {}
    for target, library_names in names.items():
        for form in {plain_name(form) for name in library_names for form in _forms_of_name(name)}:
            targets.setdefault(form, set()).add(target)
    return {
        form: form_targets.pop()
        for form, form_targets in targets.items()
        if form and len(form_targets) == 1
    }


@cache
def finnish_libraries() -> Mapping[str, str]:
    """The codes of all of Finland's municipalities by what `library_of` looks up, and by code."""
    names = {code: (town.fi, town.sv) for code, town in listed().items()}
    return library_forms(names) | {code: code for code in names}


def _name_alone(text: str) -> str:
    return " ".join(word for word in plain_name(text).split() if not _WORD.fullmatch(word))


def _forms_of_name(name: str) -> Iterator[str]:
    """A name and its genitives: those of the table, else by the simplest ending."""
    yield name
    if town := listed_as(name):
        yield from _genitives(town)
    else:
        yield from (f"{name}n", f"{name}s")


def _genitives(town: Listed) -> Iterator[str]:
    """What stands before "kunta" and "kommun" in its titles; of either language, as files mix
    them.
    """
    yield from (title.rpartition(" ")[0] for title in town.titles)
