"""Message catalogues: what people read, in Finnish and Swedish.

    python scripts/messages.py extract          gather texts from code into every room's catalogues
    python scripts/messages.py check            list what is missing, fuzzy, unknown or mismatched
    python scripts/messages.py missing ROOM     print what ROOM lacks, ready to fill in
    python scripts/messages.py compile          compile what is stale

English texts stand in the code, so English needs no catalogue. A catalogue is sorted and names
files without lines or dates: two branches that add texts to one room merge by themselves. What
core or ui says, no other room says again: Django reads the catalogues of all rooms as one.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from kimppa.operations.messages import PACKAGE, catalogues, compile_stale

LANGUAGES = {"fi": "Finnish", "sv": "Swedish"}
PLURALS = "nplurals=2; plural=(n != 1);"
TEMPLATES = {".html", ".txt", ".xml"}
NOT_SHOWN = {"tests", "migrations", "static", "locale", "__pycache__"}
SHARED = ("core", "ui")  # what they say stands in no other room's catalogue
# Rooms without Django have texts of their own, by their own domain of gettext.
DOMAINS = {"marc": "marc", "sources": "sources"}
_ONE, _PLURAL, _CONTEXT, _CONTEXT_PLURAL = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": _ONE,
    "N_": _ONE,
    "Message": _ONE,
    "gettext": _ONE,
    "gettext_lazy": _ONE,
    "gettext_noop": _ONE,
    "ngettext": _PLURAL,
    "ngettext_lazy": _PLURAL,
    "pgettext": _CONTEXT,
    "pgettext_lazy": _CONTEXT,
    "npgettext": _CONTEXT_PLURAL,
    "npgettext_lazy": _CONTEXT_PLURAL,
}
# A language may name the form of a word behind a colon: {count:elative}.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*(?=(?::\w+)?\})")

type Key = tuple[str | None, str]  # context and msgid, the singular where there is a plural


def key(message: Message) -> Key:
    return message.context, variants(message.id)[0]


def variants(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The singular and the plurals of a msgid or msgstr."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def rooms(package: Path) -> list[Path]:
    """Folders of the package, each with catalogues of its own if it speaks to people."""
    return sorted(path.parent for path in package.glob("*/__init__.py"))


def sources(room: Path) -> Iterator[Path]:
    for path in sorted(room.rglob("*")):
        inside = path.relative_to(room).parts
        if path.suffix in {".py", *TEMPLATES} and not NOT_SHOWN.intersection(inside):
            yield path


def texts(path: Path) -> Iterator[tuple[str | None, str | tuple[str, ...], list[str]]]:
    """Every (context, msgid, translators' comments) of a Python file or a template."""
    source = path.read_text(encoding="utf-8")
    if path.suffix in TEMPLATES:
        # In brackets, so that the tokeniser takes the page's indentation for what it is: nothing.
        source = f"(\n{templatize(source, origin=str(path))}\n)"
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"])
    for _line, msgid, comments, context in found:
        if any(variants(msgid)):
            yield context, msgid, comments


def asked(room: Path) -> dict[Key, Message]:
    """The messages that the room's code and templates ask for."""
    catalogue = Catalog()
    for path in sources(room):
        for context, msgid, comments in texts(path):
            place = (path.relative_to(room).as_posix(), None)
            catalogue.add(msgid, locations=[place], auto_comments=comments, context=context)
    return {key(message): message for message in catalogue if message.id}


def wanted(package: Path) -> dict[Path, dict[Key, Message]]:
    """By room, the messages that its catalogues must have: what its code asks for, and no room of
    SHARED before it says in the same forms.
    """
    needed = {room: asked(room) for room in rooms(package)}
    shared: dict[Key, Message] = {}
    for name in SHARED:
        shared |= needed.get(package / name, {})
        for room in needed:
            if room.name not in {*SHARED[: SHARED.index(name) + 1], *DOMAINS}:
                needed[room] = without(needed[room], shared)
    return needed


def without(messages: dict[Key, Message], shared: dict[Key, Message]) -> dict[Key, Message]:
    return {
        name: message
        for name, message in messages.items()
        if name not in shared or shared[name].pluralizable != message.pluralizable
    }


def catalogue_path(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / f"{domain(room)}.po"


def domain(room: Path) -> str:
    """Who looks texts up: Django in all its rooms together, or the room alone."""
    return DOMAINS.get(room.name, "django")


def stored(path: Path) -> dict[Key, Message]:
    """The messages of a catalogue file; none if there is no file."""
    if not path.exists():
        return {}
    catalogue = read_po(io.BytesIO(path.read_bytes()), locale=path.parts[-3], abort_invalid=True)
    return {key(message): message for message in catalogue if message.id}


def memory(package: Path, language: str, of: str) -> dict[Key, Message]:
    """What any room of a domain already calls a thing, so that another calls it the same."""
    known: dict[Key, Message] = {}
    for room in rooms(package):
        if domain(room) != of:
            continue
        for name, message in stored(catalogue_path(room, language)).items():
            if complete(message):
                known.setdefault(name, message)
    return known


def complete(message: Message) -> bool:
    return all(variants(message.string))


def updated(
    messages: dict[Key, Message], room: Path, language: str, known: dict[Key, Message]
) -> Catalog:
    """The room's catalogue as it should be: wanted messages with the translations we have."""
    have = stored(catalogue_path(room, language))
    catalogue = Catalog(locale=language)
    for name, message in messages.items():
        old = have.get(name)
        told = old if old and complete(old) else known.get(name)
        same_shape = told and message.pluralizable == told.pluralizable
        catalogue.add(
            message.id,
            string=told.string if told and same_shape else "",
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            flags={"fuzzy"} if old and old.fuzzy else (),
            context=message.context,
        )
    return catalogue


def as_text(catalogue: Catalog, title: str, language: str) -> bytes:
    body = io.BytesIO()
    write_po(body, catalogue, omit_header=True, sort_output=True, include_lineno=False)
    header = (
        f"# {title}\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS}\\n"\n\n'
    )
    return header.encode() + body.getvalue().rstrip(b"\n") + b"\n"


def write_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Bring every room's catalogues up to date with its code; return the files that changed."""
    changed = []
    needed = wanted(package)
    for language, name in LANGUAGES.items():
        known = {name: memory(package, language, name) for name in ("django", *DOMAINS.values())}
        for room, messages in needed.items():
            path = catalogue_path(room, language)
            catalogue = updated(messages, room, language, known[domain(room)])
            if not len(catalogue) and not path.exists():
                continue
            text = as_text(catalogue, f"{name} texts of {room.name}.", language)
            if not path.exists() or path.read_bytes() != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)
                changed.append(path)
    return changed


def faults(package: Path = PACKAGE) -> list[str]:
    """What keeps the catalogues from being complete, one line each; empty when they are."""
    found: list[str] = []
    needed = wanted(package)
    for language in LANGUAGES:
        said: dict[tuple[str, Key], tuple[str, object]] = {}
        for room, messages in needed.items():
            have = stored(catalogue_path(room, language))
            place = f"{room.name}/{language}"
            found += [f"{place}: missing: {name[1]!r}" for name in messages if name not in have]
            found += [f"{place}: not in the code: {name[1]!r}" for name in have.keys() - messages]
            for name in sorted(have.keys() & messages, key=str):
                found += [f"{place}: {fault}" for fault in message_faults(have[name])]
                first, text = said.setdefault((domain(room), name), (room.name, have[name].string))
                if complete(have[name]) and text != have[name].string:
                    found.append(f"{place}: {name[1]!r} is translated otherwise in {first}")
    return found


def message_faults(message: Message) -> Iterator[str]:
    name = key(message)[1]
    if not complete(message):
        yield f"missing: {name!r}"
    elif message.fuzzy:
        yield f"fuzzy: {name!r}"
    elif not placeholders_match(message):
        yield f"placeholders differ: {name!r} and {message.string!r}"


def placeholders_match(message: Message) -> bool:
    """Each form carries the placeholders of its English form.

    A singular may also leave out or keep the number: "one file" and "%(n)s file" say the same.
    """
    source = [set(PLACEHOLDER.findall(text)) for text in variants(message.id)]
    target = [set(PLACEHOLDER.findall(text)) for text in variants(message.string)]
    if len(source) == 1:
        return target == source
    return target[0] in source and all(form == source[1] for form in target[1:])


def stubs(room: Path, language: str) -> str:
    """The messages the room lacks in a language, as catalogue text ready to fill in."""
    known = memory(room.parent, language, domain(room))
    lacking = Catalog(locale=language)
    for message in updated(wanted(room.parent)[room], room, language, known):
        if message.id and (message.fuzzy or not complete(message)):
            lacking[message.id] = message
    body = io.BytesIO()
    write_po(body, lacking, omit_header=True, sort_output=True, include_lineno=False)
    return body.getvalue().decode().strip()


def show_missing(name: str) -> int:
    room = PACKAGE / name
    if room not in rooms(PACKAGE):
        print(f"no room {name}: choose from {', '.join(r.name for r in rooms(PACKAGE))}")
        return 2
    lacking = {language: stubs(room, language) for language in LANGUAGES}
    for language, text in lacking.items():
        if text:
            print(f"# {catalogue_path(room, language).relative_to(PACKAGE)}\n\n{text}\n")
    return int(any(lacking.values()))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("extract", "check", "compile"):
        verbs.add_parser(verb)
    verbs.add_parser("missing").add_argument("room")
    chosen = parser.parse_args(arguments)
    if chosen.verb == "missing":
        return show_missing(chosen.room)
    if chosen.verb == "check":
        found = faults()
        print("\n".join(found) or f"{len(catalogues())} catalogues are complete")
        return int(bool(found))
    if chosen.verb == "compile":
        compile_stale()
        return 0
    for path in write_catalogues():
        print(path.relative_to(PACKAGE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
