"""What changed between last year's agreement and next year's, clause by clause.

Clauses are matched by their words, so that duties, topics and responsibles can follow them. Years
are compared by their distance from the agreement's own year: "vuonna 2024" of the agreement of
2024 and "vuonna 2025" of that of 2025 say the same. The result is the same for the same texts.
"""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import inf

from kimppa.agreement.structure.diff import SAME, YEAR, Span, mask, spans, stems, years_in
from kimppa.agreement.text.tree import AgreementText

IDENTICAL, YEARS, CHANGED, ADDED, REMOVED = "identical", "years", "changed", "added", "removed"
_ALIKE = 0.5
_ALIKE_AT_SAME_NUMBER = 0.3
# A part of a divided clause: at least half of its words are those the clause lost.
_PART = 0.5
_SHORTEST_PART = 3
# A word that stands in more clauses than this says nothing, and would cost time.
_COMMONEST = 500


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause where it stands."""

    number: str
    section: str
    text: str
    position: int
    """From 0, through the whole agreement."""


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause of either text, or the pair that belongs together."""

    kind: str
    """identical, years (nothing but the years moved on), changed, added, removed"""
    old: ClauseRef | None
    new: ClauseRef | None
    spans: tuple[Span, ...]
    moved: bool = False
    """Stands in another section or in another order than before."""
    part_of: str = ""
    """An added clause: the old clause that seems to have been split."""
    merged_into: str = ""
    """A removed clause: the new clause that seems to have taken it in."""
    stale_years: tuple[int, ...] = ()
    """Years that stand as they were although the agreement is for another year."""
    obliges_nobody: bool = False
    """The same words oblige nobody in the other agreement: added or removed as a clause only."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """Title, preamble or the title of a section."""

    name: str
    """"title", "preamble" or the section's number in the new text (in the old, if removed)."""
    kind: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All clauses in the order of the new text, each removed one after its old neighbour."""

    is_identical: bool
    """Not a character differs."""
    texts: tuple[TextChange, ...]
    clauses: tuple[ClauseChange, ...]

    @property
    def only_years(self) -> bool:
        """Nothing differs but years that moved on with the agreement."""
        unchanged = (IDENTICAL, YEARS)
        texts = all(change.kind in unchanged for change in self.texts)
        return texts and all(c.kind in unchanged and not c.moved for c in self.clauses)

    @property
    def follows(self) -> dict[str, str]:
        """For each new clause number the old clause that it goes on from."""
        return {c.new.number: c.old.number for c in self.clauses if c.new and c.old}

    def count(self, kind: str) -> int:
        """How many clauses have this kind."""
        return sum(1 for change in self.clauses if change.kind == kind)


def compare(old: AgreementText, new: AgreementText) -> Comparison:
    """Match the clauses of two agreements and say what became of each."""
    old_refs, new_refs = _refs(old), _refs(new)
    pairs = _match(old_refs, new_refs, old.year, new.year)
    moved = _moved_positions(pairs)
    partners = {b.position: a for a, b in pairs}
    changes = [
        _change(partners.get(ref.position), ref, (old.year, new.year), ref.position in moved)
        for ref in new_refs
    ]
    paired = {a.position for a, _ in pairs}
    word_changes = _WordChanges(pairs)
    old_notes, new_notes = _notes(old), _notes(new)
    changes = [
        replace(
            word_changes.with_source(change),
            obliges_nobody=change.kind == ADDED and _words(change.new, new.year) in old_notes,
        )
        for change in changes
    ]
    removed_changes = [
        ClauseChange(
            REMOVED,
            ref,
            None,
            (Span(REMOVED, ref.text, ""),),
            merged_into=word_changes.merger_of(ref),
            obliges_nobody=_words(ref, old.year) in new_notes,
        )
        for ref in old_refs
        if ref.position not in paired
    ]
    return Comparison(
        is_identical=_all_texts(old) == _all_texts(new) and old.unrecognised == new.unrecognised,
        texts=tuple(_text_changes(old, new)),
        clauses=tuple(_merge_removed(changes, removed_changes)),
    )


def _refs(agreement: AgreementText) -> list[ClauseRef]:
    refs: list[ClauseRef] = []
    for section in agreement.sections:
        for clause in section.clauses:
            refs.append(ClauseRef(clause.number, section.number, clause.text, len(refs)))
    return refs


def _notes(agreement: AgreementText) -> set[str]:
    """The words that oblige nobody, years as distances."""
    return {mask(note, agreement.year) for s in agreement.sections for note in s.notes}


def _words(ref: ClauseRef | None, year: int | None) -> str:
    return mask(ref.text, year) if ref else ""


def _all_texts(agreement: AgreementText) -> list[str]:
    texts = [agreement.title, agreement.preamble]
    for section in agreement.sections:
        texts += [section.number, section.title, *section.notes]
        texts += [part for clause in section.clauses for part in (clause.number, clause.text)]
    return texts


type _Pair = tuple[ClauseRef, ClauseRef]


def _match(
    old_refs: list[ClauseRef], new_refs: list[ClauseRef], old_year: int | None, new_year: int | None
) -> list[_Pair]:
    """The pairs that belong together: first equal texts, then the most alike."""
    pairs = _equal_pairs(
        [(ref, mask(ref.text, old_year)) for ref in old_refs],
        [(ref, mask(ref.text, new_year)) for ref in new_refs],
    )
    paired_old, paired_new = {a.position for a, _ in pairs}, {b.position for _, b in pairs}
    unpaired = (
        [ref for ref in old_refs if ref.position not in paired_old],
        [ref for ref in new_refs if ref.position not in paired_new],
    )
    for _, a, b in sorted(_alike_pairs(*unpaired), key=lambda match: match[0]):
        if a.position not in paired_old and b.position not in paired_new:
            paired_old.add(a.position)
            paired_new.add(b.position)
            pairs.append((a, b))
    return sorted(pairs, key=lambda pair: pair[1].position)


def _equal_pairs(
    old_texts: list[tuple[ClauseRef, str]], new_texts: list[tuple[ClauseRef, str]]
) -> list[_Pair]:
    """The pairs whose masked texts are equal: those of one number first, the rest in order."""
    ref_by_number = {(ref.number, text): ref for ref, text in old_texts}
    pairs = [(a, ref) for ref, text in new_texts if (a := ref_by_number.get((ref.number, text)))]
    paired_old, paired_new = {a.position for a, _ in pairs}, {b.position for _, b in pairs}
    refs_by_text: dict[str, deque[ClauseRef]] = defaultdict(deque)
    for ref, text in old_texts:
        if ref.position not in paired_old:
            refs_by_text[text].append(ref)
    for ref, text in new_texts:
        if ref.position not in paired_new and refs_by_text.get(text):
            pairs.append((refs_by_text[text].popleft(), ref))
    return pairs


def _alike_pairs(
    old_refs: list[ClauseRef], new_refs: list[ClauseRef]
) -> Iterator[tuple[tuple[float, int, int, int], ClauseRef, ClauseRef]]:
    """Pairs that are alike enough, each with a key that puts the best pair first.

    Likeness is the share of common words by their beginnings (Finnish inflects at the end); only
    pairs with a word in common are looked at.
    """
    words = [Counter(stems(ref.text)) for ref in old_refs]
    sizes = [sum(counter.values()) for counter in words]
    positions_by_word: dict[str, list[int]] = defaultdict(list)
    for index, counter in enumerate(words):
        for word in counter:
            positions_by_word[word].append(index)
    for ref in new_refs:
        word_counts = Counter(stems(ref.text))
        size = sum(word_counts.values())
        common_counts: Counter[int] = Counter()
        for word, count in word_counts.items():
            positions = positions_by_word.get(word, ())
            for index in positions if len(positions) <= _COMMONEST else ():
                common_counts[index] += min(count, words[index][word])
        for index, common_count in common_counts.items():
            candidate = old_refs[index]
            likeness = 2 * common_count / (sizes[index] + size)
            same_number = candidate.number == ref.number
            if likeness >= (_ALIKE_AT_SAME_NUMBER if same_number else _ALIKE):
                distance = abs(candidate.position - ref.position)
                yield (-likeness, distance, candidate.position, ref.position), candidate, ref


def _moved_positions(pairs: list[_Pair]) -> set[int]:
    """The new clauses (by position) that changed section or overtook others.

    The longest run of pairs that kept their order stays; a section goes on as the one that took
    in most of its clauses.
    """
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for a, b in pairs:
        heirs[a.section][b.section] += 1
    heir = {name: max(votes, key=lambda v: (votes[v], v == name)) for name, votes in heirs.items()}
    in_order = _longest_rising([a.position for a, _ in pairs])
    return {
        b.position
        for index, (a, b) in enumerate(pairs)
        if index not in in_order or heir[a.section] != b.section
    }


def _longest_rising(numbers: list[int]) -> set[int]:
    """The places of a longest rising run of different numbers. O(n log n)."""
    tails: list[int] = []
    ends: list[int] = []
    predecessors = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        tail = bisect_left(tails, number)
        predecessors[index] = ends[tail - 1] if tail else -1
        tails[tail : tail + 1] = [number]
        ends[tail : tail + 1] = [index]
    indexes: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        indexes.add(index)
        index = predecessors[index]
    return indexes


def _change(
    old: ClauseRef | None, new: ClauseRef, years: tuple[int | None, int | None], moved: bool
) -> ClauseChange:
    if old is None:
        return ClauseChange(ADDED, None, new, (Span(ADDED, "", new.text),))
    old_year, new_year = years
    differences = spans(old.text, new.text, old_year, new_year)
    stale_years: tuple[int, ...] = ()
    if old_year != new_year:
        stale_years = tuple({*years_in(old.text)} & {*years_in(new.text)} & {old_year})
    return ClauseChange(_kind(differences), old, new, differences, moved, stale_years=stale_years)


def _kind(differences: Iterable[Span]) -> str:
    kinds = {span.kind for span in differences}
    if kinds <= {SAME}:
        return IDENTICAL
    return YEARS if kinds <= {SAME, YEAR} else CHANGED


@dataclass(slots=True)
class _WordChanges:
    """The words that each pair lost and gained, to find split and merged clauses."""

    pairs: list[_Pair]
    losses: list[tuple[str, Counter[str]]] = field(default_factory=list)
    gains: list[tuple[str, Counter[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for a, b in self.pairs:
            if a.text != b.text:
                old, new = Counter(stems(a.text)), Counter(stems(b.text))
                self.losses.append((a.number, old - new))
                self.gains.append((b.number, new - old))

    def with_source(self, change: ClauseChange) -> ClauseChange:
        """An added clause with the clause it was split from, if any."""
        if change.kind != ADDED or change.new is None:
            return change
        return ClauseChange(
            ADDED, None, change.new, change.spans, part_of=_best_match(change.new.text, self.losses)
        )

    def merger_of(self, ref: ClauseRef) -> str:
        """The number of the clause that a removed one was merged into, or ""."""
        return _best_match(ref.text, self.gains)


def _best_match(text: str, candidates: list[tuple[str, Counter[str]]]) -> str:
    """The number of the candidate whose words the text is mostly made of, or ""."""
    words = Counter(stems(text))
    size = sum(words.values())
    if size < _SHORTEST_PART:
        return ""
    shares = [
        ((words & words_of_clause).total() / size, number) for number, words_of_clause in candidates
    ]
    best_share, number = max(shares, key=lambda share: share[0], default=(0.0, ""))
    return number if best_share >= _PART else ""


def _text_changes(old: AgreementText, new: AgreementText) -> Iterator[TextChange]:
    """Title, preamble and the titles of the sections, these by number."""
    yield _text_change("title", old.title, new.title, old, new)
    yield _text_change("preamble", old.preamble, new.preamble, old, new)
    titles = {section.number: section.title for section in old.sections}
    for section in new.sections:
        old_title = titles.pop(section.number, None)
        if old_title is None:
            yield TextChange(section.number, ADDED, (Span(ADDED, "", section.title),))
        else:
            yield _text_change(section.number, old_title, section.title, old, new)
    for number, title in titles.items():
        yield TextChange(number, REMOVED, (Span(REMOVED, title, ""),))


def _text_change(
    name: str, old_text: str, new_text: str, old: AgreementText, new: AgreementText
) -> TextChange:
    differences = spans(old_text, new_text, old.year, new.year)
    return TextChange(name, _kind(differences), differences)


def _merge_removed(
    changes: list[ClauseChange], removed: list[ClauseChange]
) -> Iterator[ClauseChange]:
    """The new order, each removed clause after the nearest old neighbour that stayed."""
    stayed = sorted(c.old.position for c in changes if c.old)
    changes_behind: dict[float, list[ClauseChange]] = defaultdict(list)
    for change in removed:
        position = change.old.position if change.old else 0
        index = bisect_left(stayed, position)
        changes_behind[stayed[index - 1] if index else -inf].append(change)
    yield from changes_behind[-inf]
    for change in changes:
        yield change
        if change.old:
            yield from changes_behind[change.old.position]
