"""Which project a line means that says only “the project”: the name that others of its line give.
Pure.

“Hankkeelle palkattiin koordinaattori” is “Lukeva jokivarsi -hankkeelle palkattiin koordinaattori”,
for a reader of one sentence knows no project yet. Only where all that the year names is one.
"""

import re
from collections.abc import Iterable, Sequence

from kimppa.core.words.messages import capital
from kimppa.core.words.verbs import is_finite, is_participle

_WORD = r"[\w’'-]{2,30}"
_FINNISH_NAME = re.compile(rf"(?P<words>(?:{_WORD} ){{1,4}})-hank\w+")  # "Ranta lukee -hankkeelle"
_NAME_PATTERNS = (
    re.compile(rf"[\"“”»](?P<name>[A-ZÅÄÖ0-9]{_WORD}(?: {_WORD}){{0,3}})[\"“”»]"),
    re.compile(r"(?<![\w-])(?P<name>[A-ZÅÄÖ][a-zåäö]{2,30})-hank(?:e|keen|keeseen|keelle)\b"),
    re.compile(rf"[Pp]rojektet (?P<name>[A-ZÅÄÖ]{_WORD}(?: (?:i|på|till) {_WORD})?)"),
    re.compile(rf"(?<![\w-])(?P<name>[A-ZÅÄÖ]{_WORD})-projekt\w*"),
    re.compile(rf"\bthe (?P<name>(?:[A-Z]{_WORD} ){{1,3}})project\b"),
)
_MAY_NAME = re.compile(r"[\"“”»]|-hank|roje[ck]t")  # what every pattern of a name holds
_FINNISH = re.compile(r"[Hh]an(?P<rest>(?:kkee\w{1,6}|ke))(?= )")
# Before it stands nothing but a verb: "Tallennettiin hankkeen viimeiset haastattelut".
_OPEN = re.compile(r"(?:\w{3,30}tiin |\w{3,30}t[tu][uy] )?")
_COMPOUND = re.compile(r"[a-zåäö]{3,40}-?(?:hank[ek]|projekt)|[A-Z]\w{2,30} project")
_IN_PROJECT = re.compile(r"\bi projektet\b(?! [A-ZÅÄÖ])")
_SWEDISH = re.compile(r"^Projektet(?P<case>s?)(?= [a-zåäö])")
_ENGLISH = re.compile(r"^(?:The )?[Pp]roject(?= )")


def project_name(titles: Iterable[str]) -> str:
    """The one project that lines name; "" where they name none or several."""
    titles = [title for title in titles if _MAY_NAME.search(title)]
    names = {
        match["name"].strip()
        for title in titles
        for pattern in _NAME_PATTERNS
        for match in pattern.finditer(title)
    }
    names |= {
        name
        for title in titles
        for match in _FINNISH_NAME.finditer(title)
        if (name := _finnish_name(match["words"].split()))
    }
    return names.pop() if len(names) == 1 else ""


def _finnish_name(words: list[str]) -> str:
    """ "Ranta lukee" of "Haettu AVIlta rahaa Ranta lukee": from its last capital letter on."""
    capital_indexes = [
        index for index, word in enumerate(words) if word[0].isupper() or word[0].isdigit()
    ]
    if not capital_indexes:
        return ""
    start = capital_indexes[-1]
    while start and words[start - 1].istitle() and not _is_verb(words[start - 1]):
        start -= 1
    return "" if _is_verb(words[start]) else " ".join(words[start:])


def _is_verb(word: str) -> bool:
    lower_word = word.casefold()
    return is_finite(lower_word, "fi") or is_participle(lower_word)


def is_unnamed(title: str, titles: Iterable[str], language: str) -> bool:
    """Whether a line begins with “the project” and none of its line says which one."""
    starts = {"fi": _FINNISH, "sv": _SWEDISH, "en": _ENGLISH}[language]
    match = starts.search(title)
    if match is None or not _OPEN.fullmatch(title[: match.start()]):
        return False
    titles = list(titles)
    return not project_name(titles) and not any(_COMPOUND.search(line) for line in titles)


def with_project(title: str, name: str, language: str) -> str:
    """The line with the project's name where it begins with “the project”."""
    if not name or name.casefold() in title.casefold():
        return title
    if language == "fi":
        match = _FINNISH.search(title)
        if match is None or not _OPEN.fullmatch(title[: match.start()]):
            return title
        return f"{title[: match.start()]}{name} -han{match['rest']}{title[match.end() :]}"
    if language == "sv":
        title = _IN_PROJECT.sub(lambda _match: f"i projektet {name}", title, count=1)
        return _SWEDISH.sub(lambda match: f"Projektet {name}{match['case']}", title, count=1)
    return _ENGLISH.sub(lambda _match: f"The {name} project", title, count=1)


def named_once(sentences: Sequence[str], name: str) -> list[str]:
    """The sentences of a passage with the project's name where it is told first."""
    passage: list[str] = []
    for sentence in sentences:
        is_known = bool(name) and any(name in earlier_sentence for earlier_sentence in passage)
        if is_known:
            sentence = sentence.replace(f"{name} -han", "han").replace(f"{name}-han", "han")
            sentence = capital(sentence)
            sentence = sentence.replace(f"Projektet {name}", "Projektet")
        passage.append(sentence)
    return passage
