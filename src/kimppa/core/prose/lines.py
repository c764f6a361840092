"""A logged line as the sentences that a report could print. Pure.

"Lehtipalvelun sopimus uusittu" of June is "Lehtipalvelun sopimus uusittiin kesäkuussa.", "laskut
tarkistettu, 640 laskua" is "Kesäkuussa tarkistettiin 640 laskua." Lines in which nothing is said of
anything (no verb) give nothing.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kimppa.core.prose import abroad, results
from kimppa.core.prose.beside import people_removed
from kimppa.core.prose.clauses import Clause
from kimppa.core.prose.days import with_days, without_own_year
from kimppa.core.prose.headings import at_occasion, with_verb
from kimppa.core.prose.outcomes import NOW, has_figure
from kimppa.core.prose.persons import impersonal
from kimppa.core.prose.punctuation import clauses_marked, dashed, with_commas, without_semicolons
from kimppa.core.prose.spelling import respelt
from kimppa.core.prose.subjectless import begins_with_verb
from kimppa.core.prose.tenses import in_one_tense
from kimppa.core.prose.years import with_years
from kimppa.core.words.abbreviations import spelled_out
from kimppa.core.words.amounts import Amount, has_amount, without_amount
from kimppa.core.words.calendar import IN_YEAR, TIME_WORD, in_months, month_genitive
from kimppa.core.words.messages import capital
from kimppa.core.words.names import as_spelt
from kimppa.core.words.nouns import SOME, noun
from kimppa.core.words.numerals import in_words
from kimppa.core.words.verbs import COMMON, is_finite, is_past, language_of, main_verb

AUTUMN = 10
_COUNT_OF = re.compile(r"(?<!\d)(?!(?:19|20)\d\d )\d[\d ]{0,12} (\w{2,60})")
_STEM = 5  # letters by which a word is known in any case
_END = re.compile(r"(?<=[^\d\s][.!?])\s+(?=[A-ZÅÄÖ])")
_STATES = frozenset(["on", "ovat", "ei", "är", "har", "is", "are", "has", "have"])
_DIGIT = re.compile(
    r"(?<![\w.,:/–§-])(?<!§ )(?<!\båk )(?<!klass )(?<!luokka )(?<!versio )(?<!version )(?<!grade )"
    r"([2-9])(?= (?!h\b|min\b|km\b|m\b|vrk\b|/|(?:(?:och|and) \d{1,2} )?(?:[A-Z]\w*|januari"
    r"|februari|mars|april|maj|ju[nl]i|augusti|september|oktober|november|december)\b)([a-zåäö]\w*)|$)"
)
_CLASS = re.compile(r"(?<![–-])\b([2-9])\.[ -]?-?luokka(?=lai)")  # "7.-luokkalaisille"
_ORDINALS = ("ensi", "tois", "kolmas", "neljäs", "viides", "kuudes", "seitsemäs", "kahdeksas",
             "yhdeksäs")  # fmt: skip
_CASES = {
    "inessive": re.compile(r"\w{1,40}ss[aä]"),
    # "opastusta" is not the elative, "luvusta" is.
    "elative": re.compile(r"\w{1,40}(?:[^uy]|v[uy])st[aä]"),
    "adessive": re.compile(r"\w{1,40}ll[aä]"),
    "ablative": re.compile(r"\w{1,40}lt[aä]"),
    "allative": re.compile(r"\w{1,40}lle"),
    "translative": re.compile(r"\w{1,40}ksi"),
    "illative": re.compile(r"\w{1,40}(?:([aeiouyäö])\1|h[aeiouyäö])n"),
    "genitive": re.compile(r"\w{1,40}n"),
}
# A year's use, whenever it was counted.
_OF_YEAR = re.compile(
    r"(?:käyttö|lainaus|lainat|käynnit|kävijämäärä|lataukset)\w{0,6} "
    r"(?:väheni|kasvoi|nousi|laski|lisääntyi|puolittui|kaksinkertaistui)(?:vät|vat)?\b"
    r"|(?:(?:kuunnel|katsot|lainat|luet|käytet|ladat)tiin|kokoontui(?:vat)?) .{0,80}\bkertaa\b"
)
_ON_DAY = re.compile(r"\b(\w{3,10}kuu)(?:ssa|n) (\d{1,2})\. päivän?(?:ä)?\b")
_COUNTED = re.compile(r"\b(?:laskettiin|tilastoitiin)\b", re.IGNORECASE)
_SPAN = re.compile(
    r" ?\b(?:koko vuo(?:nna|den ajan)|vuoden (?:aikana|mittaan)|pitkin vuotta|läpi vuoden"
    r"|(?P<season>(?:kesän|kevään|syksyn|talven|alkuvuoden|loppuvuoden) aikana))\b"
    r"(?! (?:19|20)\d)"
)
# "Kunta käsittelee asian keväällä".
_WILL = re.compile(
    r"\b(?:käsittelee|päättää|aloittaa|jatkaa|liittyy|avaa|valmistuu|hankkii|ottaa|selvittää"
    r"|ratkaisee|valitsee|laatii|toimittaa|korjaa|kokeilee|tulee|avautuu|käynnistyy|julkaisee)\b"
)
# How something was for the time being, of which the rest of the year may tell otherwise.
_PROVISIONAL = {
    "fi": re.compile(
        r"[,;] (?:ja |mutta |joka |jotka )?[^,;]{0,60}?\b(?:toistaiseksi\b[^,;]{0,200}"
        r"|(?:odotetaan|odottaa|odottavat)(?: vielä)?)$"
    ),
    "sv": re.compile(
        r"[,;]? (?:och |men |som )?[^,;]{0,60}?\b(?:tills vidare\b[^,;]{0,200}|(?:in)?väntas)$"
    ),
    "en": re.compile(r"[,;]? (?:and |but |which )?[^,;]{0,60}?\b(?:for now|is awaited)$"),
}
_COMING = re.compile(
    r"\w{3,10}kuu(?:ssa|hun)\b|\b(?:kevää|kesä|syksy|talve)ll[aä]\b|\bensi |\bennen seuraavaa "
)


def prose(
    line: str,
    days: Sequence[date],
    year: int,
    language: str,
    amount: Amount | None = None,
    *,
    is_dated: bool = True,
) -> list[str]:
    """The sentences of a line written in a language of work done on some days, with the figure
    beside it; none of a heading. Unless `is_dated` they tell no month.

    What was still to come is left out of what was written early in the year: by the time of the
    report it has come or has not.
    """
    line = in_one_tense(respelt(impersonal(line.strip())), language)
    texts = [text for text in map(str.strip, _END.split(line)) if text]
    if len(texts) == 1:
        texts[0], own_amount = without_amount(texts[0], language)
        # "n. 1 150 levyä" says more than the figure beside it, which may be a sum of several days.
        amount = (
            own_amount
            if own_amount and (not amount or amount.number == own_amount.number)
            else amount
        )
    else:
        own_amount = None
    if amount and not own_amount and has_amount(line, amount, language):
        amount = None  # it stands in the line, where its words tell what it is of
    day = days[-1]
    clauses = [clause for text in texts if (clause := _clause(text, day, language, amount, year))]
    if day < date(year, AUTUMN, 1):
        lasting = (_without_provisional(text, language) for text in clauses)
        clauses = [_without_plan(text) for text in lasting if not _is_plan(text, language)]
    if not clauses:
        return []
    when = in_months(days, language, year) if is_dated else IN_YEAR[language]
    is_bare = is_dated and len(clauses) == 1 and not TIME_WORD.search(clauses[0])
    sentences: list[str] = []
    for index, clause in enumerate(clauses):
        time = when if is_bare or _wants_time(clause, language) else ""
        sentences += _composed_sentences(clause, time, language, None if index else amount)
    separate_clauses = [part for text in sentences for part in without_semicolons(text, language)]
    texts = _without_counting(separate_clauses, language)
    return [_finished_sentence(with_years(part, day, year, language), language) for part in texts]


class Line(NamedTuple):
    """What a line says in the language in which it says something, without its times; `is_whole`
    unless a part of it says nothing.
    """

    language: str
    plain: str
    amount: Amount | None
    sentences: tuple[str, ...]
    is_whole: bool = True


def said(line: str, amount: Amount | None = None) -> Line:
    """The line's clauses that have a verb, without full stops, in the first of the languages in
    which some have one, with the figure beside it.
    """
    line = respelt(impersonal(line.strip()))
    texts = _END.split(line)
    day = date(2000, 1, 1)
    for language in sorted(COMMON, key=lambda name: name != language_of(line, "fi")):
        text_without_amount, own_amount = (
            (line, None) if texts[1:] else without_amount(line, language)
        )
        parts = texts if texts[1:] else [text_without_amount]
        clauses = [_clause(text, day, language, own_amount or amount) for text in parts]
        if sentences := tuple(filter(None, clauses)):
            return Line(
                language, text_without_amount, own_amount or amount, sentences, all(clauses)
            )
    return Line("fi", line, amount, ())


def _clause(text: str, day: date, language: str, amount: Amount | None, year: int = 0) -> str:
    """The text with a verb and its marks, without a full stop; "" where it has none. Days of
    `year` are written without it.
    """
    text = with_days(text, language, year)
    text = (without_own_year(text, language, year) if year else text).rstrip(" .")
    if language == "fi":
        text = with_verb(at_occasion(text, month_genitive(day)), amount)
    else:
        text = abroad.with_verb(text, language)
    return clauses_marked(text, language) if text else ""


def _composed_sentences(
    sentence: str, when: str, language: str, amount: Amount | None
) -> list[str]:
    """The sentence with its time and its figure, in the order of its language."""
    if amount is not None and (
        has_amount(sentence, amount, language) or _counts_otherwise(sentence, amount)
    ):
        amount = None
    if language != "fi":
        return abroad.compose(sentence, when, language, amount)
    clause = Clause.read(sentence)
    if clause is None:
        return [sentence]
    if amount is None:
        clause, amount = results.with_number_apart(clause)
    if not is_past(clause.verb.casefold(), "fi") or _is_undated(sentence.removesuffix(clause.rest)):
        when = ""
    elif span := _SPAN.search(clause.after):
        when = span["season"] or "vuoden aikana"
        text_after = f"{clause.after[: span.start()]}{clause.after[span.end() :]}".strip()
        clause = clause._replace(after=text_after)
    clause = clause.with_verb_forward()
    return [results.compose(clause, when, amount) if amount else clause.sentence(when)]


def _counts_otherwise(sentence: str, amount: Amount) -> bool:
    """Whether a sentence has another number of what the figure is of: "30 tietueen otos"."""
    beginning = amount.label[:_STEM].casefold()
    words = (match[1].casefold() for match in _COUNT_OF.finditer(sentence))
    return len(beginning) == _STEM and any(word.startswith(beginning) for word in words)


def _wants_time(sentence: str, language: str) -> bool:
    """Whether a sentence begins with its verb: a month or what was done goes before it."""
    if language == "sv":
        return begins_with_verb(sentence) and not abroad.names_month(sentence)
    clause = Clause.read(sentence) if language == "fi" else None
    return clause is not None and not clause.before and clause.is_passive and not clause.has_time


def _finished_sentence(text: str, language: str) -> str:
    text = _ON_DAY.sub(r"\2. \1ta", spelled_out(text, language))
    text = people_removed(text, language)
    text = _CLASS.sub(lambda match: f"{_ORDINALS[int(match[1]) - 1]}luokka", dashed(text))
    if language == "en":
        text = with_commas(text)
    text = _DIGIT.sub(
        lambda match: in_words(int(match[1]), language, _number_case(match, language)), text
    )
    return capital(as_spelt(text)) + ("" if text.endswith(("!", "?")) else ".")


def _number_case(match: re.Match[str], language: str) -> str:
    """The Finnish case of a number by the word behind it."""
    if language != "fi" or not match[2] or is_finite(match[2], "fi"):
        return ""
    word_noun = noun(match[2])
    if word_noun is not None and word_noun.form == SOME:  # "lasta"
        return "nominative"
    cases = (case for case, ending in _CASES.items() if ending.fullmatch(match[2]))
    return next(cases, "nominative")


def _is_undated(sentence: str) -> bool:
    """Whether a sentence tells of now, or of a year's use."""
    return bool(NOW["fi"].search(sentence) or _OF_YEAR.search(sentence))


def _is_plan(sentence: str, language: str) -> bool:
    verb = main_verb(sentence, language)
    word = verb[0].casefold() if verb else ""
    if NOW[language].search(sentence):
        return False
    return bool(word) and word not in _STATES and not is_past(word, language)


def _without_counting(clauses: list[str], language: str) -> list[str]:
    """The clauses without a first that only says that something was counted."""
    first_clause, *other_clauses = [part for clause in clauses[:1] for part in _END.split(clause)]
    is_counting = (
        language == "fi" and _COUNTED.search(first_clause) and not has_figure(first_clause, "fi")
    )
    later_clauses = [" ".join(other_clauses), *clauses[1:]] if other_clauses else clauses[1:]
    return later_clauses if is_counting and later_clauses else clauses


def _without_provisional(sentence: str, language: str) -> str:
    """The sentence without a last clause of how it was for the time being, or what was awaited."""
    return _PROVISIONAL[language].sub("", sentence)


def _without_plan(sentence: str) -> str:
    """The sentence without a last clause of what was to come at some time."""
    sentence_before, mark, last_clause = sentence.rpartition("; ")
    is_plan = (
        mark
        and _COMING.search(last_clause)
        and (_is_plan(last_clause, "fi") or _WILL.search(last_clause))
    )
    return sentence_before if is_plan else sentence
