"""Make the inflected forms of Finland's municipalities anew: `municipalities.py --write`.

Names and codes stand in the table itself (Statistics Finland's classification of municipalities);
this fills its last column. Candidates come by rule, and Voikko keeps those that it reads back as
the name in that case. Names that Voikko does not know are put together of parts that it knows, or
are inflected by rule alone, which is printed. Needs Debian's `voikko-fi` and `python3-libvoikko`,
so it is run by the system's Python: `/usr/bin/python3 scripts/municipalities.py`.
"""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import libvoikko

TABLE = Path(__file__).parents[1] / "src/kimppa/core/consortium/municipalities.tsv"
HEAD = "code\tfi\tsv\tforms\n"

# Voikko's name of each case, and its endings; those of the illative repeat the last vowel.
ENDINGS = {
    "nimento": ("",),
    "omanto": ("n", "ten", "den"),
    "osanto": ("a", "ä", "ta", "tä", "tta", "ttä"),
    "sisaolento": ("ssa", "ssä"),
    "sisaeronto": ("sta", "stä"),
    "sisatulento": ("{v}n", "h{v}n", "seen", "hin", "in"),
    "ulkoolento": ("lla", "llä"),
    "ulkoeronto": ("lta", "ltä"),
    "ulkotulento": ("lle",),
    "olento": ("na", "nä"),
    "tulento": ("ksi",),
}
WEAKER = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("mp", "mm"), ("lt", "ll"),
    ("rt", "rr"), ("ht", "hd"), ("rk", "r"), ("lk", "l"), ("hk", "h"), ("t", "d"), ("k", ""),
    ("p", "v"),
)  # fmt: skip
VOWELS = "aäoöeiuy"

# The part before inflects as an adjective does: Isossakyrössä, Uudessakaupungissa (Kielitoimiston
# ohjepankki and Kotus, "Joroisissa poutaa, Paraisilla sadekuuroja"); the last one as a word that
# Voikko knows and that ends alike.
TWO_PARTS = {
    "Isokyrö": ("iso", "Hämeenkyrö", "kyrö"),
    "Uusikaarlepyy": ("uusi", "Kruunupyy", "pyy"),
    "Uusikaupunki": ("uusi", "kaupunki", "kaupunki"),
}
# The last part alone inflects, as the word it is.
LAST_PART = {
    "Kemiönsaari": "saari",
    "Kristiinankaupunki": "kaupunki",
    "Pietarsaari": "saari",
    "Koski Tl": "Koski",
}
# A plural, which Voikko knows as the plural of another name only: Virrat : Virroilla, Virtoja
# (Kotus, the same); the two genitives by the rules of plurals.
BY_HAND = {
    "Virrat": [
        *("Virrat", "Virtojen", "Virtain", "Virtoja", "Virroissa", "Virroista", "Virtoihin"),
        *("Virroilla", "Virroilta", "Virroille", "Virtoina", "Virroiksi"),
    ]
}
# Swedish names that are words too; there is no Swedish dictionary here.
SWEDISH_WORDS = {"Ingå", "Sund"}

voikko = libvoikko.Voikko("fi")


def forms(name: str) -> list[str]:
    """Every form of a name, case by case; those that are common words too end in an asterisk."""
    if name in BY_HAND:
        words = BY_HAND[name]
    elif name in TWO_PARTS:
        words = list(_by_two_parts(name, *TWO_PARTS[name]))
        words += [word for case in ENDINGS for word in _checked(name, case)]
    elif name in LAST_PART:
        words = list(_by_last_part(name, LAST_PART[name]))
    else:
        words = [word for case in ENDINGS for word in _checked(name, case)]
        if len(words) < len(ENDINGS):
            print("by rule alone:", name)
            words = list(_by_rule(name))
    return [word + "*" * _is_common(word) for word in dict.fromkeys(words)]


def _by_two_parts(name: str, first: str, like: str, end: str) -> Iterator[str]:
    """Uudessa-kaarle-pyyssä."""
    middle = name[len(first) :].removesuffix(end)
    for case in ENDINGS:
        for word in _checked(first, case):
            for other in _checked(like, case):
                yield word.capitalize() + middle + other[len(like) - len(end) :]


def _by_last_part(name: str, last: str) -> Iterator[str]:
    """Kemiön-saaressa; of "Koski Tl" both "Koskella" and "Koskella Tl"."""
    before, _, after = name.lower().partition(last.lower())
    for case in ENDINGS:
        for word in _checked(last, case):
            yield (before + word).capitalize() if before else word
            if after:
                yield word + " " + after.strip().capitalize()


def _by_rule(name: str) -> Iterator[str]:
    """A name that ends in a consonant takes an i: Sundissa, Saltvikiin."""
    stem = name if name[-1] in VOWELS else name + "i"
    back = any(vowel in stem.lower() for vowel in "aou")
    yield name
    for ending in ("n", "a", "ssa", "sta", stem[-1] + "n", "lla", "lta", "lle", "na", "ksi"):
        yield stem + (ending if back else ending.replace("a", "ä"))


@cache
def _checked(name: str, case: str) -> list[str]:
    """The forms of a case that Voikko reads back as the name; of -nen in the plural too."""
    plural = name.endswith("nen")
    words = [
        word
        for stem in sorted(_stems(name))
        for ending in ENDINGS[case]
        if _reads(word := stem + ending.format(v=stem[-1]), name, case, plural=plural)
    ]
    if case == "osanto" and not plural:
        short = [word for word in words if not word.endswith(("ta", "tä"))]
        words = short or words
    return list(dict.fromkeys(words))


def _reads(word: str, name: str, case: str, *, plural: bool) -> bool:
    return any(
        analysis.get("BASEFORM") == name
        and analysis.get("SIJAMUOTO") == case
        and (plural or analysis.get("NUMBER") != "plural")
        for analysis in voikko.analyze(word)
    )


def _stems(name: str) -> set[str]:
    """Whatever may stand before an ending; Voikko tells which does."""
    stems = {name}
    if name.endswith("nen"):
        stems |= {name[:-3] + end for end in ("s", "se", "si")}
    elif name.endswith("i"):
        stems |= {name[:-1] + "e", name[:-1]}
    elif name.endswith("e"):
        stems.add(name + "e")
    elif name.endswith("s"):
        stems |= {name[:-1] + end for end in ("kse", "te", "de", "t", "se")}
        stems |= {stem + stem[-1] for stem in _stronger(name[:-1])}
    elif name.endswith("n"):  # Punkalaidun : Punkalaitumen
        stems |= {name[:-3] + "tume", name}
    elif name[-1] not in VOWELS:
        stems.add(name + "i")
    if name.endswith("si"):
        stems |= {name[:-2] + end for end in ("te", "de", "t")}
    return {weaker for stem in stems for weaker in _weaker(stem)}


def _weaker(stem: str) -> set[str]:
    """Turku : Turu-, Laukaa : Laukaa-; the stem itself too."""
    vowels = len(stem) - len(stem.rstrip(VOWELS))
    stems = {stem}
    for last in {1, vowels} - {0}:
        body, end = stem[:-last], stem[-last:]
        stems |= {body.removesuffix(strong) + weak + end for strong, weak in WEAKER
                  if body.endswith(strong)}  # fmt: skip
    return stems


def _stronger(stem: str) -> set[str]:
    """Pihtipuda- : Pihtiputa-; the stem itself too."""
    body, end = stem[:-1], stem[-1]
    return {stem} | {
        body[: len(body) - len(weak)] + strong + end
        for strong, weak in WEAKER
        if body.endswith(weak)
    }


def _is_common(word: str) -> bool:
    """Whether a form in small letters is a word of the language, no compound."""
    names = ("paikannimi", "etunimi", "sukunimi", "nimi")
    return any(
        analysis.get("CLASS") not in names
        and analysis.get("STRUCTURE", "").count("=") == 1
        and not analysis.get("BASEFORM", "x")[0].isupper()
        for analysis in voikko.analyze(word.lower())
    )


def main() -> None:
    """Print what differs, or write the table."""
    lines = [HEAD]
    for line in TABLE.read_text("utf-8").splitlines()[1:]:
        code, fi, sv = line.split("\t")[:3]
        words = forms(fi)
        if sv in SWEDISH_WORDS:
            words = list(dict.fromkeys([*words, sv + "*"]))
            words = [word for word in words if word != sv]
        lines.append("\t".join((code, fi, sv, ", ".join(words))) + "\n")
    text = "".join(lines)
    if "--write" in sys.argv:
        TABLE.write_text(text, "utf-8")
    elif text != TABLE.read_text("utf-8"):
        sys.exit("The table differs from what would be written.")


if __name__ == "__main__":
    main()
