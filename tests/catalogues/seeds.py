"""Seeds: records with places to fill, read once and made ready for filling fast."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# RDA content, media and carrier by the language of cataloguing.
_TERMS = {
    "336": ("rdacontent", {
        "txt": ("teksti", "text"), "prm": ("esitetty musiikki", "framförd musik"),
        "ntm": ("nuottikirjoitus", "noterad musik"), "spw": ("puhe", "tal"),
        "tdi": ("kaksiulotteinen liikkuva kuva", "tvådimensionell rörlig bild"),
        "cop": ("tietokoneohjelma", "datorprogram"), "cri": ("kartografinen kuva", "kartbild"),
        "tdf": ("kolmiulotteinen muoto", "tredimensionell form"),
    }),
    "337": ("rdamedia", {
        "n": ("käytettävissä ilman laitetta", "omedierad"), "s": ("audio", "audio"),
        "v": ("video", "video"), "c": ("tietokonekäyttöinen", "dator"),
    }),
    "338": ("rdacarrier", {
        "nc": ("nide", "volym"), "sd": ("äänilevy", "ljudskiva"), "vd": ("videolevy", "videoskiva"),
        "cd": ("tietolevy", "datorskiva"), "cr": ("verkkoaineisto", "onlineresurs"),
        "nb": ("arkki", "blad"), "nr": ("objekti", "föremål"),
    }),
}  # fmt: skip
_EVERY = [
    ("001", "{control}"),
    ("003", "{source}"),
    ("005", "{stamp}"),
    ("035", "  \x1fa({source}){control}"),
    ("040", "  \x1fa{agency}\x1fb{catlang}\x1ferda"),
]
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Seed:
    """A kind of record. `text` is a format string: fields, each with its terminator.

    Where `@subjects` and `@items` stand in the seed, `text` has
    `{subjects}` and `{items}`, which stand for as many fields as their values have; `before`,
    `between` and `after` are the tags around them.
    """

    name: str
    share: int
    leader: str
    before: tuple[str, ...]
    between: tuple[str, ...]
    after: tuple[str, ...]
    text: str
    subjects: int
    class_: str
    material: str
    department: str
    language: str  # of cataloguing
    has_items: bool
    tracks: int  # component parts of a host
    slots: frozenset[str]
    taken: frozenset[str]  # subject terms that stand in the seed itself


@cache
def seeds() -> dict[str, Seed]:
    """The packaged seeds by name."""
    path = files("tests.catalogues") / "data" / "seeds.txt"
    blocks = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    made = [_seed(block) for block in blocks]
    return {one.name: one for one in made}


def _seed(block: str) -> Seed:
    head, *lines = [line for line in block.splitlines() if line]
    name, share, *pairs = head.split()
    wanted = dict(pair.split("=", 1) for pair in pairs)
    language = wanted.get("language", "fin")
    leader = lines.pop(0).removeprefix("LDR ").replace("#", " ")
    fields = sorted(
        _EVERY + [one for line in lines for one in _fields(line, language)],
        key=lambda one: one[0],
    )
    before, between, after = _runs([tag for tag, _ in fields])
    return Seed(
        name=name,
        share=int(share),
        leader=f"00000{leader}",
        before=before,
        between=between,
        after=after,
        text="".join(text if tag.endswith("@") else f"{text}\x1e" for tag, text in fields),
        subjects=sum(int(line.split()[1]) for line in lines if line.startswith("@subjects")),
        class_=wanted["class"],
        material=wanted["material"],
        department=wanted["department"],
        language=language,
        has_items=wanted.get("items") != "no",
        tracks=int(wanted.get("tracks", 0)),
        slots=frozenset(_SLOT.findall("".join(text for _, text in fields))),
        taken=frozenset(re.findall(r"^6.. .. \$a([^$]+)\$", block, flags=re.MULTILINE)),
    )


def _fields(line: str, language: str) -> list[tuple[str, str]]:
    """Tag and text of the fields of a line; `650@` and `852@` for what takes several."""
    if line.startswith("@33"):
        codes = line.split()[1:]
        return [(tag, _term(tag, code, language)) for tag, code in zip(_TERMS, codes, strict=True)]
    if line.startswith("@subjects"):
        return [("650@", "{subjects}")]
    if line.startswith("@items"):
        return [("852@", "{items}")]
    tag, rest = line[:3], line[4:]
    if tag < "010":
        return [(tag, rest.replace("#", " "))]
    return [(tag, rest[:2].replace("#", " ") + rest[3:].replace("$", "\x1f"))]


def _term(tag: str, code: str, language: str) -> str:
    vocabulary, terms = _TERMS[tag]
    term = terms[code][language == "swe"]
    return f"  \x1fa{term}\x1fb{code}\x1f2{vocabulary}"


def _runs(tags: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    items = tags.index("852@") if "852@" in tags else len(tags)
    subjects = tags.index("650@") if "650@" in tags else items
    return tuple(tags[:subjects]), tuple(tags[subjects + 1 : items]), tuple(tags[items + 1 :])
