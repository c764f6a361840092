"""What is said of a topic's work: its own verbs for its figures and for when it was done.

A figure is known by what it counts, as people write it in three languages ("osallistujaa",
"deltagare"); what no verb knows, and topics that a consortium added, get a general form.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.evidence import sums
from kimppa.core.words.amounts import Amount, has_amount, read_amount
from kimppa.core.words.calendar import LISTED
from kimppa.core.words.calling_off import is_called_off
from kimppa.core.words.messages import say

PEOPLE = re.compile(
    r"osallistuj|kävij|kuulij|henkilö|hlö|ihmis|oppila|lasta\b|lapsi|nuor|työntekij|virkailij"
    r"|kirjastolai|kirjastonhoita|opettaj|opiskelij|eläkeläi|vanhemp|participant|deltagare|visitor"
    r"|besökare|people|person|elev|barn\b|pupil|child|medarbetar|anställd|bibliotekarie|lärare"
    r"|studerande|pensionär|åhörare|listener|employee|staff|librarian|teacher|student"
)
VIEWS = re.compile(r"katselu|view|visning")
FINDINGS = re.compile(r"havain|puut[et]|korjattav|finding|issue|fault|brist|iakttag|fel\b")
LICENCES = re.compile(r"lisens|licen|käyttöoikeu")
RECORDS = re.compile(r"tietue|teos|nimek|record|title|post(?:er)?\b|titlar")
CATALOGUE_RECORDS = re.compile(r"tietue|record|post(?:er)?\b")
AUTHORS = re.compile(
    r"esittely|uu(?:tta|sia) kirjailij|introduction|new author|presentation|n(?:y|ya) författar"
)
IDEAS = re.compile(r"idea|idé|ehdotu|suggestion|förslag")
# "Palautetta", not "palautusta": that is what customers brought back.
FEEDBACK = re.compile(r"palaut(?:e|etta|teita|teet|teen)\b|feedback|respons(?:er?)?\b")
MESSAGES = re.compile(r"message|viesti")
# Topics whose figure tells of all that was done; what is logged of each adds nothing.
COUNTED_WHOLE = ("authors",)
_NUMBER_WORD = re.compile(
    r"\b(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen|två|tre|fyra|fem|sex"
    r"|sju|åtta|nio|tio|two|three|four|five|six|seven|eight|nine|ten)((?: [\w-]{2,40}){1,2})",
    re.IGNORECASE,
)
EVENTS = re.compile(r"tapahtum|event|evenemang")
MEETINGS = re.compile(r"kokou|meeting|möte")


STAFF = re.compile(
    r"henkilökun|työntekij|kirjastolai|kirjastonhoita|virkailij|johtaj|henkilöstö|hklkun"
    r"|personal|medarbetar|anställd|bibliotekarie|staff|employee|librarian|colleague",
    re.IGNORECASE,
)


def names_staff(title: str) -> bool:
    """Whether a logged line says that what it tells of was for the staff."""
    return bool(STAFF.search(title))


def amount_beside(
    topic: str, title: str, figures: Iterable[tuple[str, Decimal]], language: str
) -> Amount | None:
    """The first of an entry's figures that has no verb of its own, to be told in its sentence;
    rather one that does not stand in its words.
    """
    amounts: list[Amount] = []
    for label, number in figures:
        count = int(number)
        if count != number or figure_sentence(topic, label, count):
            continue
        if GRANT.search(title) and _EUROS.fullmatch(label.strip()) and "€" not in title:
            return Amount(count, MONEY[language])
        if (amount := read_amount(label, count, language)) is not None:
            amounts.append(amount)
    unsaid_amounts = (amount for amount in amounts if not has_amount(title, amount, language))
    return next(unsaid_amounts, amounts[0] if amounts else None)


GRANT = re.compile(
    r"avustu|apurah|määrärah|rahoitu|\btukea\b|bidrag|anslag|stipend|grant\b|funding", re.IGNORECASE
)
_EUROS = re.compile(r"euroa?|€|euro|euros", re.IGNORECASE)
MONEY = {"fi": "euroa", "sv": "euro", "en": "euros"}


class Phrase(NamedTuple):
    """The sentence and the unit of a figure, and which labels of which topics (none = any) it is
    for; `joint` says in the report of one municipality that the figure is of them all.
    """

    topics: tuple[str, ...]
    label: re.Pattern[str]
    text: Callable[[int], str]
    unit: Callable[[int], str]
    joint: Callable[[int], str] | None = None


def figure_sentence(
    topic: str, label: str, count: int, *, staff: bool = False, joint: bool = False
) -> str:
    """What a year's figure comes to, in the topic's own words; "" where no verb is known for it.
    `staff` when all of its work was for the staff; `joint` when one municipality reads a figure of
    them all.
    """
    phrase = _phrase(topic, label)
    if phrase is None:
        return ""
    if staff and phrase.text is sums.guided:
        phrase = phrase._replace(text=sums.guided_staff, joint=sums.guided_staff_jointly)
    text = phrase.joint if joint and phrase.joint else phrase.text
    return say(text(count), count=count)


def tells_all(topic: str, label: str) -> bool:
    """Whether the figure's sentence claims to tell of all that there was: "21 events were held"."""
    phrase = _phrase(topic, label)
    return phrase is not None and phrase.text in (sums.events, sums.meetings)


def is_of_figure(topic: str, text: str) -> bool:
    """Whether a sentence only says again what the topic's figure tells in all."""
    return any(
        topic in phrase.topics and phrase.label.search(text.casefold()) for phrase in PHRASES
    )


def says_number(topic: str, text: str) -> bool:
    """Whether a sentence counts in words what the topic's figure counts: "neljä esittelyä"."""
    number_words = (match[1] for match in _NUMBER_WORD.finditer(text))
    return any(is_of_figure(topic, words) for words in number_words)


def tells_deeds(topic: str, label: str) -> bool:
    """Whether the figure's sentence says that so many were mended: only lines that say so count."""
    phrase = _phrase(topic, label)
    return phrase is not None and phrase.text is sums.mended


def tells_faults(topic: str, label: str) -> bool:
    """Whether the figure's sentence says how many faults came up: lines on mending them count
    none.
    """
    phrase = _phrase(topic, label)
    return phrase is not None and phrase.text in (sums.faults, sums.to_mend)


def headline_unit(topic: str, label: str, count: int) -> str:
    """The unit of the figure that stands for a topic in one row."""
    phrase = _phrase(topic, label)
    return phrase.unit(count) if phrase else label.casefold()


def kind(topic: str, label: str) -> int | str:
    """Labels of one kind are told in one figure: "corrected records" and "merged records"."""
    phrase = _phrase(topic, label)
    return PHRASES.index(phrase) if phrase else label


def _phrase(topic: str, label: str) -> Phrase | None:
    """The phrase of a figure's label in the topic; None when it has none of its own."""
    for phrase in PHRASES:
        if (not phrase.topics or topic in phrase.topics) and phrase.label.search(label.casefold()):
            return phrase
    return None


PHRASES = (
    Phrase(
        ("guidance",),
        PEOPLE,
        sums.guided,
        lambda n: ngettext("participant", "participants", n),
        sums.guided_jointly,
    ),
    Phrase(
        ("film-service",),
        VIEWS,
        sums.watched,
        lambda n: ngettext("viewing", "viewings", n),
        sums.watched_jointly,
    ),
    Phrase(
        ("accessibility",),
        FINDINGS,
        sums.faults,
        lambda n: ngettext("fault found", "faults found", n),
    ),
    Phrase(
        ("migration", "library-system"),
        FINDINGS,
        sums.to_mend,
        lambda n: ngettext("fault found", "faults found", n),
    ),
    Phrase(
        ("eresource-selection",),
        LICENCES,
        sums.licensed,
        lambda n: ngettext("e-resource", "e-resources", n),
    ),
    Phrase(
        ("cataloguing",),
        RECORDS,
        sums.handled,
        lambda n: ngettext("title handled", "titles handled", n),
    ),
    Phrase(  # titles of e-resources are chosen or bought, their records are made
        ("eresource-selection",),
        CATALOGUE_RECORDS,
        sums.handled,
        lambda n: ngettext("title handled", "titles handled", n),
    ),
    Phrase(
        ("catalogue-integrity",),
        RECORDS,
        sums.mended,
        lambda n: ngettext("title mended", "titles mended", n),
    ),
    Phrase(
        ("authors",),
        AUTHORS,
        sums.introduced,
        lambda n: ngettext("author introduced", "authors introduced", n),
    ),
    Phrase(
        ("projects", "working-methods"), IDEAS, sums.ideas, lambda n: ngettext("idea", "ideas", n)
    ),
    Phrase(
        (),
        FEEDBACK,
        sums.answered,
        lambda n: ngettext("piece of feedback", "pieces of feedback", n),
        sums.answered_jointly,
    ),
    Phrase(
        ("feedback",),
        MESSAGES,
        sums.answered,
        lambda n: ngettext("piece of feedback", "pieces of feedback", n),
        sums.answered_jointly,
    ),
    Phrase((), EVENTS, sums.events, lambda n: ngettext("event", "events", n), sums.events_jointly),
    Phrase((), MEETINGS, sums.meetings, lambda n: ngettext("meeting", "meetings", n)),
)


TWICE = 2


def meeting_times(months: str, count: int, *, has_more: bool) -> str:
    """How often the directors met; the months ("" when not all are known) are told of few
    meetings, and not of those of which more is told.
    """
    if not months or count > LISTED or (has_more and count > 1):
        return say(_("The directors met {count} times in the course of the year."), count=count)
    if count == TWICE:
        return say(_("The directors met twice, {when}."), when=months)
    text = ngettext(
        "The directors met once, {when}.", "The directors met {count} times, {when}.", count
    )
    return say(text, when=months, count=count)


_OCCASION = re.compile(
    r"kokou|\bkok\.|palaver|johtajat\b|tiimi\b|työvaliokunta|(?:johto|ohjaus|työ)ryhmä\b|toimikunta\b|styrgrupp|ledningsgrupp"
    r"|sammanträd|\bmötte?s\b|\bträffades\b|möte|meeting|\b\d{1,2}/20\d\d\b",
    re.IGNORECASE,
)
_ABOUT_OCCASION = re.compile(
    r"aikataul|kutsu|muistio|pöytäkirj|esityslist|kallels|protokoll|schedule|invit|minutes|agenda",
    re.IGNORECASE,
)


def is_occasion(title: str) -> bool:
    """Whether work logged so was a meeting that was held, rather than its invitation or minutes."""
    if is_called_off(title):
        return False
    first_part, *other_parts = re.split(r"[,;:] ", title)
    if _ABOUT_OCCASION.search(first_part):
        return False
    parts = (first_part, *other_parts)
    return any(_OCCASION.search(part) and not _ABOUT_OCCASION.search(part) for part in parts)


_ORDINALS = (
    "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes",
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde",
    "first second third fourth fifth sixth seventh eighth ninth tenth",
)
_PLACES = {word: place for words in _ORDINALS for place, word in enumerate(words.split(), start=1)}
_ORDINAL = re.compile(rf"\b(?:vuoden|årets|year's) ({'|'.join(_PLACES)})\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<![\d/.§])(?P<place>\d{1,2})/(?P<year>(?:20)?\d\d)\b(?!/)")


def place_in_year(title: str, year: int) -> int:
    """Which of a year's meetings a line says that it was: 4 of "kokous 4/2025" and of "vuoden
    neljäs kokous"; 0 where it does not.
    """
    if ordinal := _ORDINAL.search(title):
        return _PLACES[ordinal[1].casefold()]
    if (number := _NUMBERED.search(title)) and int(number["year"]) % 100 == year % 100:
        return int(number["place"])
    return 0


# The figure that stands for a topic is often how many times it met, not what was counted there.
OCCASIONS = ("meetings",)


def occasion_unit(topic: str, count: int) -> str:
    """The unit of how many times there was work, for topics that are counted so; else empty."""
    return ngettext("meeting", "meetings", count) if topic in OCCASIONS else ""
