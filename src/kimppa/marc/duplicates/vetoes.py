"""What makes two records different whatever else they share. A veto always wins.

Each veto looks at two records' facts and answers None, or the pair of things that differ. Where
a record is silent there is no veto. Source of the list: the cataloguing group's rule of
identity "standard number, material and title" (KaTi, minutes of Koha-Suomi), and pairs of real
records that a reader told apart (`tests/pairs.tsv`).
"""

from collections.abc import Callable, Iterable
from typing import Final

from kimppa.marc.duplicates.facts import Facts
from kimppa.marc.texts import likeness, words

type Difference = tuple[str, str] | None
type Veto = Callable[[Facts, Facts], Difference]

PAGES_APART: Final = 15  # pages, and an eighth of the longer one
TITLE_LEAST: Final = 0.6  # likeness of titles below which nothing makes them one
REST_LEAST: Final = 0.3  # the same of 245 $b, for records that share no number
PART_LEAST: Final = 0.6  # the same of 245 $p
_DISCS: Final = {"dvd", "blu-ray", "uhd", "cd", "lp", "mp3"}


def shared_number(a: Facts, b: Facts) -> bool:
    """Whether a standard number of the item itself is in both: ISBN, EAN, ISMN."""
    return bool(a.ids.isbns & b.ids.isbns or a.ids.eans & b.ids.eans)


def _both(first: object, second: object) -> bool:
    return bool(first) and bool(second)


def _list_text(values: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, values)))


def _share_nothing(first: frozenset[str], second: frozenset[str]) -> Difference:
    """Both tell and nothing is in common."""
    return (
        (_list_text(first), _list_text(second))
        if _both(first, second) and not first & second
        else None
    )


def record_kind(a: Facts, b: Facts) -> Difference:
    """Only bibliographic records have duplicates here."""
    return None if a.bibliographic and b.bibliographic else (a.material, b.material)


def material(a: Facts, b: Facts) -> Difference:
    """Text, music, film … by LDR/06."""
    return (a.material, b.material) if a.material != b.material else None


def carrier(a: Facts, b: Facts) -> Difference:
    """DVD and Blu-ray, CD and LP, print and e-book, Daisy, large print."""
    comparable = _both(a.carrier, b.carrier)
    return (a.carrier, b.carrier) if comparable and a.carrier != b.carrier else None


def platform(a: Facts, b: Facts) -> Difference:
    """A game for another machine."""
    return _share_nothing(a.platforms, b.platforms)


def component(a: Facts, b: Facts) -> Difference:
    """A part of a book or record and the whole."""
    return (a.title, b.title) if a.component != b.component else None


def host(a: Facts, b: Facts) -> Difference:
    """Parts of different hosts, or at different places of one."""
    if not (a.component and b.component):
        return None
    places = _both(a.host_place, b.host_place) and words(a.host_place) != words(b.host_place)
    return _share_nothing(a.host, b.host) or ((a.host_place, b.host_place) if places else None)


def level(a: Facts, b: Facts) -> Difference:
    """A serial and a book."""
    return (a.title, b.title) if a.serial != b.serial else None


def set_or_part(a: Facts, b: Facts) -> Difference:
    """A set and one of its parts: by LDR/19, by volumes bound, by part numbers and names."""
    if _both(a.level, b.level) and (a.level == "a") != (b.level == "a"):
        return (a.level, b.level)
    for first, second in ((a, b), (b, a)):
        if first.bound > 1 and second.bound <= 1 and second.pages:
            return (str(a.bound or a.pages), str(b.bound or b.pages))
        part_words = set(words(first.part_name))
        if (
            part_words
            and not second.part_name
            and not part_words & set(words(second.title + second.rest))
        ):
            return (a.part_name, b.part_name)
    return None


def volume(a: Facts, b: Facts) -> Difference:
    """Another volume: the numbers of the titles, of 245 $n, of a qualified ISBN, or $p differ."""
    if a.title_numbers != b.title_numbers:
        return (_list_text(a.title_numbers), _list_text(b.title_numbers))
    if _both(a.rest, b.rest) and a.rest_numbers != b.rest_numbers:
        return (_list_text(a.rest_numbers), _list_text(b.rest_numbers))
    if _both(a.part_name, b.part_name) and likeness(a.part_name, b.part_name) < PART_LEAST:
        return (a.part_name, b.part_name)
    return _share_nothing(a.ids.volumes, b.ids.volumes)


def pieces(a: Facts, b: Facts) -> Difference:
    """Another number of volumes or discs."""
    differ = _both(a.pieces, b.pieces) and a.pieces != b.pieces
    discs = bool({a.carrier, b.carrier} & _DISCS) or _both(a.bound, b.bound)
    return (str(a.pieces), str(b.pieces)) if differ and discs else None


def language(a: Facts, b: Facts) -> Difference:
    """Another language of the text: 008/35–37, or 041 $a when nothing is in common."""
    if _both(a.language, b.language) and a.language != b.language:
        return (a.language, b.language)
    return _share_nothing(a.languages, b.languages)


def translation(a: Facts, b: Facts) -> Difference:
    """Translated from another language, or by somebody else."""
    return _share_nothing(a.originals, b.originals) or _share_nothing(a.translators, b.translators)


def edition(a: Facts, b: Facts) -> Difference:
    """Another edition. Silence differs from a later edition when no number is shared."""
    first, second = a.edition, b.edition
    both = _both(first.text, second.text)
    weak = not shared_number(a, b)
    if first.numbers != second.numbers and (both or weak):
        return (first.text, second.text)
    return (first.text, second.text) if first.kinds != second.kinds and (both or weak) else None


def year(a: Facts, b: Facts) -> Difference:
    """Published more than a year apart; without a shared number, in another year."""
    allowed = 1 if shared_number(a, b) else 0
    far = _both(a.year, b.year) and abs(a.year - b.year) > allowed
    return (str(a.year), str(b.year)) if far else None


def pages(a: Facts, b: Facts) -> Difference:
    """Many pages more or less."""
    if not _both(a.pages, b.pages):
        return None
    apart = abs(a.pages - b.pages)
    far = apart > PAGES_APART and apart * 8 > max(a.pages, b.pages)
    if not shared_number(a, b):
        far = far or apart > PAGES_APART
    return (str(a.pages), str(b.pages)) if far else None


def publisher_number(a: Facts, b: Facts) -> Difference:
    """Other publisher's numbers of the same kind (028 ind1); letters before a number vary."""
    for kind in sorted(a.ids.publisher.keys() & b.ids.publisher.keys()):
        first, second = a.ids.publisher[kind], b.ids.publisher[kind]
        difference = _share_nothing(frozenset(map(_digits, first)), frozenset(map(_digits, second)))
        if difference:
            return (_list_text(first), _list_text(second))
    return None


def _digits(number: str) -> str:
    """The digits of a number, the number itself when they are few."""
    digits = "".join(filter(str.isdigit, number))
    return digits if len(digits) > 2 else number


def isbn(a: Facts, b: Facts) -> Difference:
    """Both have ISBNs of their own and none is shared."""
    return _share_nothing(a.ids.isbns, b.ids.isbns)


def ean(a: Facts, b: Facts) -> Difference:
    """Both have an EAN, UPC or ISMN and none is shared."""
    return _share_nothing(a.ids.eans, b.ids.eans)


def issn(a: Facts, b: Facts) -> Difference:
    """Both are serials with an ISSN and none is shared."""
    return _share_nothing(a.ids.issns, b.ids.issns) if a.serial and b.serial else None


def title(a: Facts, b: Facts) -> Difference:
    """Another title. A number that two titles share was used twice or written wrong."""
    whole = likeness(f"{a.title} {a.rest}", f"{b.title} {b.rest}")
    if max(whole, likeness(a.title, b.title)) < TITLE_LEAST:
        return (a.title, b.title)
    other_rest = _both(a.rest, b.rest) and likeness(a.rest, b.rest) < REST_LEAST
    return (a.rest, b.rest) if other_rest and not shared_number(a, b) else None


def author(a: Facts, b: Facts) -> Difference:
    """Another author who is not among the people of the other record either."""
    if _both(a.author, b.author) and not (a.author & b.people or b.author & a.people):
        return (_list_text(a.author), _list_text(b.author))
    return None


def publisher(a: Facts, b: Facts) -> Difference:
    """Another publisher, for records that share no number: the same book twice in one year."""
    return None if shared_number(a, b) else _share_nothing(a.publishers, b.publishers)


VETOES: Final[dict[str, Veto]] = {
    one.__name__: one
    for one in (
        record_kind, material, carrier, platform, level, component, host, set_or_part, volume,
        pieces, language, translation, edition, year, pages, publisher_number, isbn, ean, issn,
        title, author, publisher,
    )
}  # fmt: skip


def vetoes(a: Facts, b: Facts) -> dict[str, tuple[str, str]]:
    """Every veto against the two being one, with what differs: {id: (of a, of b)}."""
    differences = {name: veto(a, b) for name, veto in VETOES.items()}
    return {name: difference for name, difference in differences.items() if difference}
