"""An agreement's own words by what they are about: sentences, without those that look back.

Recitals, definitions and former agreements give neither years nor parties.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kimppa.agreement.text.obligation import sentences as parts
from kimppa.agreement.text.obligation import title_says
from kimppa.agreement.text.tree import AgreementText, SectionText

OPENING = "opening"
_ELSEWHERE = frozenset({"background", "definition", "law"})
_LONGEST = 1_000  # letters; what is longer is no sentence
_BACK = re.compile(
    r"edellinen sopimus|edelli(?:sen|stä) sopimu|aie(?:mpi|mman|mmat|mpaa) sopimu|aikaisem"
    r"|vuodesta (?:19|20)\d\d(?! (?:alkaen|lukien|lähtien) (?:voima|on))|sittemmin|silloin\b"
    r"|allekirjoitetulla|alettiin|perustettiin|aloitettiin|otettiin|laajeni|selvitettiin"
    r"|kumoaa|korvaa "
    r"|tidigare avtal|föregående avtal|avtalet från|sedan (?:år )?(?:19|20)\d\d"
    r"|upphör samtidigt|ersätter"
    r"|former agreement|previous agreement",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"ei (?:\w{1,20} ){0,2}(?:osapuol|koske|kuulu)|eivät|kysytty"
    r"|voi(?:vat)? (?:\w{1,20} ){0,3}(?:liittyä|ostaa|hankkia|tilata|osallistua)"
    r"|ulkopuol|alueelli(?:sta|nen) kehittämis|järjestää kirjasto\w{0,6} itse"
    r"|inte (?:\w{1,20} ){0,2}(?:part|delta|med)|är inte|har frågats|kan (?:köpa|ansluta)"
    r"|regionala (?:utvecklings)?uppdrag|som gäst"
    r"|ei (?:osallistu|ole mukana)|deltar inte|utanför|not a party|may join",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what its section is about: a reason of `saying.title_says`, or `OPENING`."""

    text: str
    about: str
    title: str = ""

    @property
    def is_of_parties(self) -> bool:
        """Whether those that it names may be parties."""
        return not _OUTSIDE.search(self.text)


def sentences(agreement: AgreementText, *, with_recitals: bool = False) -> Iterator[Sentence]:
    """The sentences of an agreement, its clauses among them, in their order."""
    for text in (agreement.title, agreement.preamble, *agreement.unrecognised):
        yield from _split(text, OPENING, "", with_recitals=with_recitals)
    reasons: dict[str, str] = {}
    for section in agreement.sections:
        reasons[section.number] = about = title_says(section.title) or _above(section, reasons)
        if about in _ELSEWHERE and not with_recitals:
            continue
        is_empty = not section.clauses and not section.notes
        texts = [section.title] if is_empty else []
        texts += [*section.notes, *(clause.text for clause in section.clauses)]
        for text in texts:
            yield from _split(text, about, section.title, with_recitals=with_recitals)


def _split(text: str, about: str, title: str, *, with_recitals: bool) -> Iterator[Sentence]:
    for sentence in parts(text):
        if with_recitals or not _BACK.search(sentence):
            yield Sentence(sentence[:_LONGEST], about, title)


def _above(section: SectionText, reasons: dict[str, str]) -> str:
    """What the heading over a heading of a lower level is about: 2 over 2.1."""
    number_above = section.number.rpartition(".")[0]
    return reasons.get(number_above, "")
