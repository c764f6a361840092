"""What makes two records different whatever else they share. A veto always wins.

Each veto looks at two records' facts and answers None, or the pair of things that differ. Where
a record is silent there is no veto. Source of the list: the cataloguing group's rule of
identity "standard number, material and title" (KaTi, minutes of Koha-Suomi), and pairs of real
records that a reader told apart (`tests/pairs.tsv`).
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from kimppa.marc.pairing import titles
from kimppa.marc.pairing.carriers import called
from kimppa.marc.pairing.facts import Facts, related
from kimppa.marc.pairing.names import alike
from kimppa.marc.texts import likeness, numbers, words

type Difference = tuple[str, str] | None
type Veto = Callable[[Facts, Facts], Difference]

YEARS: Final = range(1400, 2101)  # numbers in titles that are rather years than parts
PAGES_APART: Final = 15  # pages, and an eighth of the longer one
TITLE_LEAST: Final = 0.6  # likeness of titles below which nothing makes them one
TITLE_SAME: Final = 0.8  # likeness of titles from which, all else alike, they are one's
REST_LEAST: Final = 0.3  # the same of 245 $b, for records that share no number
PART_LEAST: Final = 0.6  # the same of 245 $p
_DISCS: Final = {"dvd", "blu-ray", "uhd", "cd", "lp", "mp3"}
_SHORT: Final = 4  # letters and digits of a publisher's number
_MUSIC: Final = {"score", "manuscript-score", "music"}
_NUMBERED: Final = re.compile(r"^(\([^)]*\))?(.*)$")


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


def all_but_the_number(a: Facts, b: Facts) -> bool:
    """Whether author, year, extent and title are the same in both, as far as each tells."""
    return (
        bool(a.year and a.year == b.year)
        and bool((a.pages and a.pages == b.pages) or (a.extent and a.extent == b.extent))
        and titles.nearness(a.titles, b.titles) >= TITLE_SAME
        and bool(a.author & b.people or b.author & a.people or not (a.author or b.author))
    )


def material(a: Facts, b: Facts) -> Difference:
    """Text, music, film … by LDR/06."""
    return (a.material, b.material) if a.material != b.material else None


def content(a: Facts, b: Facts) -> Difference:
    """Another content by 336: speech and text, notated and performed music."""
    return _share_nothing(a.contents, b.contents)


def carrier(a: Facts, b: Facts) -> Difference:
    """DVD and Blu-ray, CD and LP, print and online, Daisy, large print."""
    first, second = a.carriers.names, b.carriers.names
    return (called(first), called(second)) if _share_nothing(first, second) else None


def platform(a: Facts, b: Facts) -> Difference:
    """A game for another machine."""
    return _share_nothing(a.platforms, b.platforms)


def component(a: Facts, b: Facts) -> Difference:
    """A part of a book or record and the whole: by LDR/07, unless both name a host."""
    hosted = all(facts.hosts or facts.host_titles for facts in (a, b))
    differ = a.component != b.component and not hosted
    return (a.titles.display, b.titles.display) if differ else None


def host(a: Facts, b: Facts) -> Difference:
    """In different hosts, or at different places of one, whatever LDR/07 says. Numbers of hosts
    are compared where one organisation gave both, else the titles of the hosts."""
    first, second = _by_owner(a.hosts), _by_owner(b.hosts)
    owners = first.keys() & second.keys()
    for owner in sorted(owners):
        if not first[owner] & second[owner]:
            return (_list_text(a.hosts), _list_text(b.hosts))
    titles_told = not owners and _both(a.host_titles, b.host_titles)
    if titles_told and likeness(a.host_titles, b.host_titles) < TITLE_LEAST:
        return (a.host_titles, b.host_titles)
    return (a.host_place, b.host_place) if _other_place(a.host_place, b.host_place) else None


def _by_owner(hosts: frozenset[str]) -> dict[str, set[str]]:
    numbers_of: dict[str, set[str]] = {}
    for host_number in hosts:
        match = _NUMBERED.match(host_number)
        assert match is not None
        numbers_of.setdefault(match[1] or "", set()).add(match[2].strip().lstrip("0"))
    return numbers_of


def _other_place(first: str, second: str) -> bool:
    if not _both(first, second) or words(first) == words(second):
        return False
    a, b = numbers(first), numbers(second)
    return not (a <= b or b <= a) if a and b else True


def level(a: Facts, b: Facts) -> Difference:
    """A serial and a book."""
    return (a.titles.display, b.titles.display) if a.serial != b.serial else None


def set_or_part(a: Facts, b: Facts) -> Difference:
    """A set and one of its parts: by LDR/19, by volumes bound, by part numbers and names."""
    if _both(a.level, b.level) and (a.level == "a") != (b.level == "a"):
        return (a.level, b.level)
    for first, second in ((a, b), (b, a)):
        if first.bound > 1 and second.bound <= 1 and second.pages:
            return (str(a.bound or a.pages), str(b.bound or b.pages))
        part_words = set(words(first.titles.part_name))
        parallel = (f"{name} {subtitle}" for name, subtitle in second.titles.parallel)
        texts = " ".join((second.titles.whole, *parallel, *second.titles.variants))
        if part_words and not second.titles.part_name and not part_words & set(words(texts)):
            return (a.titles.part_name, b.titles.part_name)
    return None


def volume(a: Facts, b: Facts) -> Difference:
    """Another volume: numbers of the titles that the other record tells nowhere, the parts of a
    qualified ISBN, or $p differ. A number told in one only is enough when none is shared."""
    first, second = titles.lacking(a.titles, b.titles)
    if _both(first, second) or ((first or second) and _counts(a, b, first | second)):
        return (_list_text(a.titles.numbers), _list_text(b.titles.numbers))
    rests = (
        a.titles.rest_numbers - b.titles.all_numbers,
        b.titles.rest_numbers - a.titles.all_numbers,
    )
    if _both(a.titles.rest, b.titles.rest) and (_both(*rests) or (any(rests) and not strong(a, b))):
        return (_list_text(a.titles.rest_numbers), _list_text(b.titles.rest_numbers))
    names = a.titles.part_name, b.titles.part_name
    if _both(*names) and likeness(*names) < PART_LEAST:
        return names
    return _share_nothing(a.ids.volumes, b.ids.volumes)


def _counts(a: Facts, b: Facts, lacking: frozenset[int]) -> bool:
    """Whether numbers that only one record tells make it another part: not years, and not those
    of a work of music whose number is shared (an opus, a thematic index)."""
    opus = strong(a, b) and a.material in _MUSIC
    return not opus and not all(number in YEARS for number in lacking)


def strong(a: Facts, b: Facts) -> bool:
    """Whether the thing's own number is in both: ISBN, EAN, ISMN or a long publisher's number."""
    return shared_number(a, b) or bool(shared_publisher_numbers(a, b))


def shared_publisher_numbers(a: Facts, b: Facts) -> frozenset[str]:
    """Publisher's numbers of one kind in both; short ones say nothing."""
    kinds = a.ids.publisher.keys() & b.ids.publisher.keys()
    shared = (a.ids.publisher[kind] & b.ids.publisher[kind] for kind in sorted(kinds))
    return frozenset(number for numbers in shared for number in numbers if len(number) > _SHORT)


def pieces(a: Facts, b: Facts) -> Difference:
    """Another number of volumes or discs."""
    differ = _both(a.pieces, b.pieces) and a.pieces != b.pieces
    discs = bool((a.carriers.names | b.carriers.names) & _DISCS) or _both(a.bound, b.bound)
    return (str(a.pieces), str(b.pieces)) if differ and discs else None


def language(a: Facts, b: Facts) -> Difference:
    """Another language of the text: 008/35–37, unless it is among the other's several of 041 $a;
    or 041 $a when nothing is in common."""
    if _both(a.language, b.language) and not (
        related(a.language, b.language) or main_among(a, b) or main_among(b, a)
    ):
        return (a.language, b.language)
    common = any(_among(code, b.languages) for code in a.languages)
    return None if common else _share_nothing(a.languages, b.languages)


def main_among(a: Facts, b: Facts) -> bool:
    """Whether the main language of one is among those of the other, as 041 and 008 agree on."""
    return _among(b.language, b.languages) and _among(a.language, b.languages)


def _among(code: str, codes: frozenset[str]) -> bool:
    return any(related(code, candidate) for candidate in codes)


def translation(a: Facts, b: Facts) -> Difference:
    """Translated from another language, or by somebody else."""
    return _share_nothing(a.originals, b.originals) or _share_nothing(a.translators, b.translators)


def edition(a: Facts, b: Facts) -> Difference:
    """Another edition: other numbers; other kinds ("revised", "abridged") when no number is the
    same. Silence differs from a later edition when no number is shared and anything else differs.
    """
    first, second = a.edition, b.edition
    both_told = _both(first.text, second.text)
    silent = not both_told and not shared_number(a, b) and not all_but_the_number(a, b)
    if first.numbers != second.numbers and (both_told or silent):
        return (first.text, second.text)
    same_number = first.numbers and first.numbers == second.numbers
    other_kind = first.kinds != second.kinds and not same_number
    return (first.text, second.text) if other_kind and (both_told or silent) else None


def year(a: Facts, b: Facts) -> Difference:
    """Published more than a year apart; without a shared number, in another year."""
    allowed = 1 if shared_number(a, b) else 0
    too_far = _both(a.year, b.year) and abs(a.year - b.year) > allowed
    return (str(a.year), str(b.year)) if too_far else None


def pages(a: Facts, b: Facts) -> Difference:
    """Many pages more or less."""
    if not _both(a.pages, b.pages):
        return None
    apart = abs(a.pages - b.pages)
    too_far = apart > PAGES_APART and apart * 8 > max(a.pages, b.pages)
    if not shared_number(a, b):
        too_far = too_far or apart > PAGES_APART
    return (str(a.pages), str(b.pages)) if too_far else None


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
    """Another title. A number that two titles share was used twice or written wrong; where none
    is shared, a word of its own in each is enough. In letters that cannot be compared they say
    nothing beside a shared number."""
    if strong(a, b) and titles.unreadable(a.titles, b.titles):
        return None
    if titles.loosely(a.titles, b.titles) < TITLE_LEAST:
        return (a.titles.display, b.titles.display)
    if not strong(a, b) and not a.controls & b.controls and titles.foreign(a.titles, b.titles):
        return titles.pair(a.titles, b.titles)
    rests = a.titles.rest, b.titles.rest
    other_rest = _both(*rests) and likeness(*rests) < REST_LEAST
    if other_rest and not strong(a, b) and titles.nearness(a.titles, b.titles) < TITLE_SAME:
        return rests
    return None


def author(a: Facts, b: Facts) -> Difference:
    """Another author who is not among the people of the other record either, nor spelt otherwise
    beside a shared number."""
    if not _both(a.author, b.author) or a.author & b.people or b.author & a.people:
        return None
    alike_names = alike(a.author, b.people) or alike(b.author, a.people)
    if strong(a, b) and (alike_names or titles.unreadable(a.titles, b.titles)):
        return None
    return (_list_text(a.author), _list_text(b.author))


def publisher(a: Facts, b: Facts) -> Difference:
    """Another publisher, for records that share no number: the same book twice in one year. Where
    all else is the same, a person looks."""
    if shared_number(a, b) or not _both(a.publishers, b.publishers):
        return None
    if a.publishers.shared(b.publishers) or all_but_the_number(a, b):
        return None
    return (_list_text(a.publishers.own), _list_text(b.publishers.own))


VETOES: Final[dict[str, Veto]] = {
    one.__name__: one
    for one in (
        record_kind, material, content, carrier, platform, level, component, host, set_or_part,
        volume, pieces, language, translation, edition, year, pages, publisher_number, isbn, ean,
        issn, title, author, publisher,
    )
}  # fmt: skip


def vetoes(a: Facts, b: Facts) -> dict[str, tuple[str, str]]:
    """Every veto against the two being one, with what differs: {id: (of a, of b)}."""
    differences = {name: veto(a, b) for name, veto in VETOES.items()}
    return {name: difference for name, difference in differences.items() if difference}
