"""What a record says of itself, read once, so that it is compared many times.

A fact that a record does not tell is empty, and empty never speaks for or against.
"""

import re
from dataclasses import dataclass
from typing import Final

from kimppa.marc import identifiers
from kimppa.marc.definition.carriers import codes as rda_codes
from kimppa.marc.pairing import carriers
from kimppa.marc.pairing.names import Publishers, publishers
from kimppa.marc.pairing.scripts import in_cyrillic, sounded
from kimppa.marc.pairing.titles import Form, Titles, titles
from kimppa.marc.record import Field, Record
from kimppa.marc.texts import numbers, ordinals, words

# Kinds that make another manifestation, with the beginnings of words that tell them.
_KINDS: Final = {
    "revised": r"tark|uud|uusit|korj|taydenn|tayd|laajen|rev|omarb|uppdater|utok|enl|bearb|"
    r"updat|expand|correct|uberarb",
    "abridged": r"lyhen|lyh$|abridg|forkort|gekurz|condens",
    "easy": r"selko|lattlas|easy",
    "facsimile": r"nakois|faksim|facsim|reprint|nytryck",
    "school": r"koulu|school|skol",
    "pocket": r"pokkari|tasku|pocket|pehmeakant|paperback|mass",
    "illustrated": r"kuv|illustr|ill$",
    "cut": r"director|ohjaaj|extend|pidennet|uncut|unrated",
    "special": r"special|erikois|collector|keraily|deluxe|limited|anniversary|juhla|jubileum",
    "remastered": r"remaster|restor",
    "wide": r"widescreen|laajakuva",
    "full": r"fullscreen",
    "preliminary": r"prelim|ennakko|koepain|draft|luonnos",
}
_PATTERNS: Final = {kind: re.compile(rf"(?:{pattern})") for kind, pattern in _KINDS.items()}
_TITLE_KINDS: Final = ("easy", "abridged")


@dataclass(frozen=True, slots=True)
class Edition:
    """A statement's numbers and kinds; the first edition is the same as no number.

    Source: MARC 21 Bibliographic 250, RDA 2.5.
    """

    text: str
    numbers: frozenset[int]
    kinds: frozenset[str]


def read_edition(record: Record) -> Edition:
    """The edition by 250 $a and $b; "easy to read" and "abridged" also by 245 $b and 655 $a."""
    statement = " ".join(text for field in record.all("250") for text in field.all("ab"))
    codes = {"245": "b", "655": "a"}
    titles = " ".join(text for field in record.all(*codes) for text in field.all(codes[field.tag]))
    kinds = {kind for kind in _KINDS if _names(kind, statement)}
    kinds |= {kind for kind in _TITLE_KINDS if _names(kind, titles)}
    return Edition(statement, ordinals(statement) - {1}, frozenset(kinds))


def _names(kind: str, text: str) -> bool:
    return any(_PATTERNS[kind].match(word) for word in words(text))


_YEAR: Final = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_PAGES: Final = re.compile(
    r"(?<!\d)(\d+)\]?(?:,? ?\[\d+\])?\s*"
    r"(?:s\b|siv|p\b|pages|pp\b|lehte|leaves|sid|S\b|Seiten|str\b)"
)
_PIECES: Final = re.compile(
    r"^\s*(\d+)\s*(?:nid|v\.|v\b|vol|osaa|band|bd|del|dvd|cd|blu|video|sound|audio|äänil|lp|"
    r"compact|kasett|levy|mp3)"
)
_VOLUME_COUNT: Final = re.compile(r"^\s*(\d+)\s*(?:nid|v\.|v\b|vol|osaa|band|bd|del)")
# "v. ;" and "v. <18-19>": several, of which nobody has counted the end.
_OPEN: Final = re.compile(r"^\s*(?:v|vol|bd|nid|osia|volumes)\b\.?\s*(?:$|[<:;(\[])")
# Codes that stand for each other: of a group and its languages, and codes no longer used.
# Source: MARC Code List for Languages.
_LANGUAGES_OF: Final = {"smi": {"sme", "sma", "smj", "smn", "sms"}, "lap": {"sme", "smi"},
                        "nor": {"nob", "nno"}, "scr": {"hrv"}, "scc": {"srp"}, "mol": {"rum"},
                        "tag": {"tgl"}, "gae": {"gla"}, "iri": {"gle"}}  # fmt: skip
_UNKNOWN_LANGUAGES: Final = {"", "   ", "|||", "und", "mul", "zxx", "###", "^^^"}
_TRANSLATOR: Final = re.compile(r"kääntäj|suomentaj|översätt|translat|\btrl\b|övers\.|kääänt")
_TRANSLATED: Final = re.compile(
    r"(?:suomentanut|suomentaneet|suomennos|suom\.|kääntänyt|kääntäneet|översättning|översatt|"
    r"övers\.|translated|translation|transl\.|übersetzt)([^;/]*)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[A-ZÅÄÖÉÜ][\w’'-]+")
_NOT_NAMES: Final = {"av", "by", "fran", "from", "suomi", "finnish", "swedish", "english"}

_READ: Final = {"text", "manuscript", "map", "score"}
# What lies in the case of a disc or a game and is often left untold, fi, sv and en.
_LEAFLET: Final = re.compile(
    r"liite|liittei|vihko|vihkonen|lehtinen|ohje|sääntö|esite|häfte|bilaga|broschyr|regler|manual"
    r"|booklet|leaflet|insert|notes|pamphlet|rules|guide|folder|\bs\.|sivu|pages|\bp\."
)
SEVERAL: Final = 1000  # volumes


@dataclass(frozen=True, slots=True)
class Facts:
    """One record's facts. Texts are as written; sets hold what can be compared."""

    number: str  # (003)001
    controls: frozenset[str]
    ids: identifiers.Identifiers
    bibliographic: bool
    material: str
    contents: frozenset[str]  # 336 $b
    carriers: carriers.Carriers
    serial: bool
    component: bool
    hosts: frozenset[str]  # 773 and 973 $w
    host_titles: str  # 773 and 973 $t
    host_place: str  # 773 and 973 $g, $q: where in the host
    titles: Titles
    level: str  # LDR/19: a set, b and c part
    bound: int  # volumes in 300 $a, 0 unknown, `SEVERAL` when nobody counted them
    pieces: int  # volumes or discs in 300 $a, 0 unknown
    pages: int
    extent: frozenset[int]  # every number of 300 $a
    accompanied: bool  # something lies with it: 300 $e, but a leaflet with a disc or a game
    size: int  # the first number of 300 $c, centimetres of a book; 0 unknown
    author: frozenset[str]  # words of 1XX $a
    people: frozenset[str]  # words of 1XX, 7XX $a and 245 $c
    translators: frozenset[str]
    language: str
    languages: frozenset[str]  # 041 $a
    originals: frozenset[str]  # 041 $h
    edition: Edition
    year: int
    publishers: Publishers
    platforms: frozenset[str]  # of games
    series: frozenset[int]  # numbers in series: 440, 490 and 830 $v


def facts(record: Record) -> Facts:
    """What a record tells; texts of languages in Cyrillic by their sounds (`scripts`)."""
    title = record.first("245") or Field("245")
    form = sounded if in_cyrillic(record) else str
    volumes_bound, pieces, pages = _extent(record)
    author = _author(record, form)
    return Facts(
        number=identifiers.own_number(record),
        controls=identifiers.controls(record),
        ids=identifiers.read(record),
        bibliographic=record.leader[6:7] in carriers.MATERIALS,
        material=carriers.material(record),
        contents=_contents(record),
        carriers=carriers.carriers(record),
        serial=record.leader[7:8] in {"s", "i", "b"},
        component=record.leader[7:8] in {"a", "b", "d"},
        hosts=frozenset(_host(record, "w")),
        host_titles=" ".join(_host(record, "t")),
        host_place=" ".join(_host(record, "gq")),
        titles=titles(record, form),
        level=record.leader[19:20].strip(),
        bound=volumes_bound,
        pieces=pieces,
        pages=pages,
        extent=numbers(" ".join(text for field in record.all("300") for text in field.all("a"))),
        accompanied=_is_accompanied(record),
        size=_size(record),
        author=author,
        people=author | _contributors(record, title, form),
        translators=_translators(record, title, form),
        language=_language_code(record.control("008")[35:38]),
        languages=_codes(record, "a"),
        originals=_codes(record, "h"),
        edition=read_edition(record),
        year=_year(record),
        publishers=publishers(record, form),
        platforms=_platforms(record),
        series=_series(record),
    )


def _host(record: Record, codes: str) -> list[str]:
    return [text for field in record.all("773", "973") for text in field.all(codes)]


def _contents(record: Record) -> frozenset[str]:
    """Codes of 336 $b, or those that its terms stand for."""
    codes: set[str] = set()
    for field in record.all("336"):
        terms = (text.lower().strip(" .") for text in field.all("a"))
        codes.update(field.all("b") or (rda_codes("336").get(term, "") for term in terms))
    return frozenset(codes - {"", "xxx", "zzz"})


def _extent(record: Record) -> tuple[int, int, int]:
    """Volumes bound, pieces of any kind, pages; 0 for what 300 $a does not tell."""
    first = record.first("300")
    text = ((first.get("a") if first else "") or "").lower()
    binding, pieces = _VOLUME_COUNT.match(text), _PIECES.match(text)
    pages = [int(digits) for digits in _PAGES.findall(text) if len(digits) < 6]
    return (
        int(binding[1]) if binding else (SEVERAL if _OPEN.match(text) else 0),
        int(pieces[1]) if pieces else 0,
        max(pages, default=0),
    )


def _is_accompanied(record: Record) -> bool:
    texts = [text for field in record.all("300") for text in field.all("e")]
    if carriers.material(record) not in _READ:
        texts = [text for text in texts if not _LEAFLET.search(text.lower())]
    return bool(texts)


def _size(record: Record) -> int:
    first = record.first("300")
    match = re.match(r"\s*(\d+)\s*cm", (first.get("c") if first else None) or "")
    return int(match[1]) if match else 0


def _author(record: Record, form: Form) -> frozenset[str]:
    main = [text for field in record.all("100", "110", "111") for text in field.all("a")]
    return frozenset(words(form(" ".join(main))))


def _contributors(record: Record, title: Field, form: Form) -> frozenset[str]:
    added_names = [text for field in record.all("700", "710", "711") for text in field.all("a")]
    return frozenset(words(form(" ".join([*added_names, *title.all("c")]))))


def _translators(record: Record, title: Field, form: Form) -> frozenset[str]:
    """Surnames of translators: of 700 $a with such a relator, else as 245 $c names them."""
    surnames: set[str] = set()
    for field in record.all("700"):
        if _TRANSLATOR.search(" ".join(field.all("e4")).lower()):
            surnames.update(words(form((field.get("a") or "").split(",")[0])))
    for phrase in _TRANSLATED.findall(" ".join(title.all("c"))) if not surnames else []:
        names = [word for name in _NAME.findall(phrase) for word in words(form(name))[-1:]]
        surnames.update(name for name in names if name not in _NOT_NAMES and len(name) > 2)
    return frozenset(surnames)


def _language_code(code: str) -> str:
    """A code of three letters in small ones; "" for others: a broken 008 tells nothing."""
    is_code = len(code) == 3 and code.isalpha() and code.lower() not in _UNKNOWN_LANGUAGES
    return code.lower() if is_code else ""


def related(first: str, second: str) -> bool:
    """Whether two language codes may stand for one language.

    >>> related("smi", "sme"), related("sma", "sme")
    (True, False)
    """
    return (
        first == second
        or second in _LANGUAGES_OF.get(first, ())
        or first in _LANGUAGES_OF.get(second, ())
    )


def _codes(record: Record, code: str) -> frozenset[str]:
    """Language codes of 041; several written together ("finswe") are taken apart."""
    joined = [text.strip() for field in record.all("041") for text in field.all(code)]
    apart = [text[place : place + 3] for text in joined for place in range(0, len(text), 3)]
    return frozenset(filter(None, map(_language_code, apart)))


def _year(record: Record) -> int:
    """The year of publication: 008/07–10, else the last year of 264 _1 or 260 $c; 0 unknown."""
    coded = record.control("008")[7:11]
    if coded.isdigit() and coded != "9999":
        return int(coded)
    for field in record.all("264", "260"):
        if field.tag == "260" or field.indicators[1:] == "1":
            years = _YEAR.findall(" ".join(field.all("c")))
            if years:
                return int(years[-1])
    return 0


def _series(record: Record) -> frozenset[int]:
    volumes = [text for field in record.all("440", "490", "830") for text in field.all("v")]
    return numbers(" ".join(volumes))


def _platforms(record: Record) -> frozenset[str]:
    """Machines of a game, by 753, 538, 250 and the title."""
    if record.leader[6:7] not in {"m", "o"}:
        return frozenset()
    codes = {"753": "ac", "538": "a", "250": "ab", "245": "abhnp"}
    texts = " ".join(text for f in record.all(*codes) for text in f.all(codes[f.tag])).lower()
    return frozenset(name for name, words_of in _PLATFORMS.items() if words_of.search(texts))


_PLATFORMS: Final = {
    **{f"ps{n}": re.compile(rf"\bps ?{n}\b|play ?station ?{n}\b") for n in range(1, 7)},
    **{
        name: re.compile(pattern)
        for name, pattern in {
            "psp": r"\bpsp\b|playstation portable",
            "ps vita": r"\b(?:ps|playstation) vita\b",
            "xbox": r"\bxbox\b(?! ?(?:360|one|series))",
            "xbox 360": r"xbox ?360",
            "xbox one": r"xbox ?one",
            "xbox series": r"xbox ?series",
            "switch": r"\b(?:nintendo )?switch\b",
            "wii u": r"\bwii ?u\b",
            "wii": r"\bwii\b(?! ?u)",
            "3ds": r"\b3ds\b",
            "ds": r"\bnintendo ds\b",
            "gamecube": r"gamecube",
            "windows": r"\bwindows\b|\bpc\b",
            "mac": r"\bmac(?:intosh| ?os)?\b",
        }.items()
    },
}
