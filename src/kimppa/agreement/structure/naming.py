"""What a section is called: one without a heading, and one that the agreement before had. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from kimppa.agreement.meaning.suggest import short_title
from kimppa.agreement.structure.diff import stems
from kimppa.agreement.text.tree import AgreementText, SectionText

_ALIKE = 0.5


def with_titles(agreement: AgreementText) -> AgreementText:
    """The agreement with a title for every section: without a heading, that of `ready_title`."""
    sections = tuple(replace(s, title=s.title or ready_title(s)) for s in agreement.sections)
    return replace(agreement, sections=sections)


def ready_title(section: SectionText) -> str:
    """A title for a section that has no heading: the first words of its first clause or note."""
    texts = [clause.text for clause in section.clauses] or section.notes
    words = next((text.partition(" – ")[0].strip() for text in texts if text.strip()), "")
    title = short_title(words.rstrip(" .;:,")) or section.number
    return title[:1].upper() + title[1:]


def carried_name(title: str, number: str, earlier_names: Iterable[tuple[str, str, str]]) -> str:
    """The short name of a section: that of the likest section before, else one of the title.

    `earlier_names` are (number, title, short name). Alike are the same words, or half of all.
    """
    own_stems = set(stems(title))
    likeness, _same_number, name = max(
        (
            (_likeness(own_stems, set(stems(old_title))), old_number == number, name)
            for old_number, old_title, name in earlier_names
        ),
        default=(0.0, False, ""),
    )
    return name if likeness >= _ALIKE and name else short_title(title)


def _likeness(stems: set[str], other_stems: set[str]) -> float:
    return len(stems & other_stems) / len(stems | other_stems) if stems | other_stems else 0.0
