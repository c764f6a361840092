"""The price, what it is shared by, and the months of notice, as sentences say them. Pure."""

import re
from collections.abc import Iterable

from kimppa.agreement.meaning.passages import OPENING, Sentence
from kimppa.agreement.meaning.times.numbers import NUMBERS

_SUM = re.compile(
    r"(\d{1,3}(?:[ \u00a0.]\d{3}){1,2}|\d{4,7})(?:,\d\d)?\s?(?:euro|€|eur\b)", re.IGNORECASE
)
_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[ \u00a0.]\d{3}){1,2}|\d{4,7})(?:,\d\d)?(?![\d.]\d)")
_TOTAL = re.compile(
    r"yhteensä|kuluihin|käytetään \d|kokonaishin|kokonaiskust|summa|hinta\b|hinnaksi|maksetaan"
    r"|korvaus on|maksu on|maksavat|maksaa \d|kostar|potti on"
    r"|vuosimaksu|vuosikorvaus|arvo on|avgiften|ersättningen|kostnaden|kustannukset ovat"
    r"|betalar \d|betalar sammanlagt|kostnaderna (?:\w{1,20} ){0,3}är \d|menot ovat"
    r"|sammanlagt|totalt|priset|pris\b|total|price",
    re.IGNORECASE,
)
_TOTAL_ROW = re.compile(
    r"\s*(?:yhteensä|kaikki yhteensä|summa|totalt|sammanlagt|total)\b", re.IGNORECASE
)
_EACH = re.compile(
    r"tuntihin|\beuroa? (?:\w{1,30}(?:lta|ltä)\b|/|per (?!år|kalenderår)|kappale|kerta|tunti)"
    r"|asukasta kohti|/ ?kk\b|kuukaudessa|kuukausittain \d|per månad|i månaden|månadsavgift"
    r"|per (?:invånare|timme|elev)|(?:kukin|jokainen) (?:kunta|tilaaja)|varje (?:kommun|beställ)"
    r"|viivästy|enintään|högst",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?:jaetaan|jakautuu|jaetut|määräyty|perustu|fördelas|delas|grundar|shared).{0,120}"
    r"|asuka\w{0,12}|suhteessa|invånar\w{0,12}|tasan\b|folkmängd",
    re.IGNORECASE,
)
NOTICE = re.compile(r"irtisan|uppsäg|säg(?:a?s|er|a) upp|notice", re.IGNORECASE)
_MONTHS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(NUMBERS)}) (?:kuukau|månad|month|kk\b)", re.IGNORECASE
)
_YEARS = re.compile(
    r"\b(puolen |yhden |kahden )?vuoden (?:irtisano|pituisella)"
    r"|irtisanomisaika on (puoli|kaksi)? ?vuo(?:si|tta)"
    r"|(ett halvt|två|ett) år(?:s uppsäg|\b)",
    re.IGNORECASE,
)
_OF_YEARS = {"puolen": 6, "puoli": 6, "kahden": 24, "kaksi": 24, "två": 24, "ett halvt": 6}


def price_of(sentences: Iterable[Sentence]) -> int | None:
    """Euros a year for all parties together; None when no one sum is told."""
    in_table = None
    for sentence in sentences:
        text = sentence.text
        if _EACH.search(text):
            continue
        total = _SUM.search(text) if _TOTAL.search(text) else None
        if total and sentence.about in ("price", "", OPENING):
            return _euros(total[1])
        amounts = _AMOUNT.findall(text)
        if amounts and sentence.about == "price" and _TOTAL_ROW.match(text):
            in_table = _euros(amounts[-1])
    return in_table


def _euros(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def paying_of(sentences: Iterable[Sentence]) -> str:
    """The sentence that says by what the price is shared."""
    return next((s.text for s in sentences if s.about == "price" and _KEY.search(s.text)), "")


def notice_of(sentences: Iterable[Sentence]) -> int | None:
    """Months of notice."""
    for sentence in sentences:
        if not NOTICE.search(sentence.text):
            continue
        if match := _MONTHS.search(sentence.text):
            word = match[1].lower()
            return NUMBERS.get(word, 0) or int(word)
        if match := _YEARS.search(sentence.text):
            word = next(filter(None, match.groups()), "").strip().lower()
            return _OF_YEARS.get(word, 12)
    return None
