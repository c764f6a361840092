"""Facts that the tests of this room draft from."""

import datetime as dt

from kimppa.report.content import Content, Part, Words
from kimppa.report.facts import (
    ActionFact,
    ClauseFacts,
    DecisionFact,
    DeliveryFact,
    SentenceFact,
    VariantFacts,
)

EVENTS = ClauseFacts(
    number="3.1",
    name="Tapahtumat",
    text="kirjastojen yhteisistä tapahtumista viestintä",
    section="3",
    section_title="Tapahtumat",
    topics=("events",),
    state="done",
    cells=("", *["2"] * 12, ""),
    count=24,
    sentences=(
        SentenceFact(
            "23 tapahtumaa, joista 6 yhteistä.", (("tapahtumia", "23"), ("yhteisiä", "6"))
        ),
        SentenceFact("Etusivulla julkaistiin 14 uutista.", (("uutisia", "14"),)),
    ),
    actions=(ActionFact("1", "Tapahtumakalenteri uusitaan.", "done", "Valmis"),),
    decisions=(DecisionFact(dt.date(2024, 3, 14), "Uutiset jaetaan kunnittain.", "Kokous 2/2024"),),
    deliveries=(DeliveryFact(dt.date(2025, 1, 10), "Tapahtumaluettelo", 4, 5),),
)
NEW_SERVICES = ClauseFacts(
    number="1.11",
    name="Uudet palvelut",
    text="uusien palveluiden valmistelu tarvittaessa",
    section="1",
    section_title="Järjestelmät ja verkkopalvelut",
    topics=("new-services",),
)


def clause(number: str, *sentences: str, **values: object) -> ClauseFacts:
    """A clause of which sentences are said."""
    section = number.partition(".")[0]
    told = tuple(SentenceFact(sentence, ((f"luku {number}", "12"),)) for sentence in sentences)
    given = {"state": "done" if sentences else "empty", "count": len(sentences)} | values
    return ClauseFacts(
        number=number,
        name=f"Aihe {number}",
        text=f"sopimuskohta {number}",
        section=section,
        section_title=f"Kokonaisuus {section}",
        topics=("events",),
        sentences=told,
        **given,  # type: ignore[arg-type]
    )


def year(*, sentences: int, length: int = 12) -> tuple[ClauseFacts, ...]:
    """Louna's 23 clauses, each with sentences of so many words; every fifth has nothing."""
    numbers = [f"{s}.{c}" for s, n in enumerate([11, 3, 1, 2, 3, 2, 1], 1) for c in range(1, n + 1)]
    words = " ".join(f"sana{n}" for n in range(length))
    return tuple(
        clause(number, *([f"{words} {n}." for n in range(sentences)] if place % 5 else []))
        for place, number in enumerate(numbers)
    )


def content(clauses: tuple[ClauseFacts, ...], **values: object) -> Content:
    """A variant for Tammela made of clauses."""
    given: dict[str, object] = {
        "year": 2024,
        "title": "Toimenpideohjelman toteutuminen 2024",
        "language": "fi",
        "consortium": "Louna-kirjastot",
        "producer": "Forssa",
        "code": "834",
        "municipality": "Tammela",
        "lead": "Sopimuksen 23 kohdasta 18 on toteutunut.",
        "closing": "",
        "highlights": (),
        "parts": tuple(Part(one, Words()) for one in clauses),
    }
    return Content(**(given | values))  # type: ignore[arg-type]


def variant(*clauses: ClauseFacts, code: str = "") -> VariantFacts:
    """Facts of a variant."""
    return VariantFacts(code, "Tammela" if code else "", clauses)
