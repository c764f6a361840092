"""The topics of a paper's lines: what each has now, what it may be, which others are alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kimppa.agreement.meaning.suggest import likely_topics
from kimppa.agreement.structure.parts import DutyPart
from kimppa.agreement.text.tree import ClauseText
from kimppa.core.topics import choices, short_label

MOST_LIKELY = 3


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic that a line may have; an empty one is that none fits."""

    slug: str
    text: str
    now: bool = False


@dataclass(frozen=True, slots=True)
class LineTopic:
    """What an obliging line is about."""

    topics: tuple[str, ...]
    is_open: bool
    likely: tuple[TopicChoice, ...]
    """Answers where it is asked, the guess first."""

    @property
    def text(self) -> str:
        """The topics by name, with a question mark where they are a guess."""
        names = ", ".join(short_label(topic) for topic in self.topics if topic)
        if self.is_open:
            return f"{names}?" if names else _("Topic?")
        return names or _("No topic")

    @property
    def guess(self) -> str | None:
        """The topic that is taken for right by one press, where one is asked and guessed."""
        return self.topics[0] if self.is_open and self.topics[0] else None

    def all_choices(self) -> list[TopicChoice]:
        """Every topic, and that none fits."""
        current_topic = self.topics[0]
        none = TopicChoice("", _("No topic"), not current_topic and not self.is_open)
        return [none, *(TopicChoice(slug, name, slug == current_topic) for slug, name in choices())]


def line_topic(duties: Iterable[DutyPart], clause: ClauseText, title: str) -> LineTopic:
    """The topic of a clause that has these duties."""
    duties = list(duties)
    topics = tuple(dict.fromkeys(duty.topic for duty in duties))
    is_open = any(duty.asks_topic for duty in duties)
    if not is_open:
        return LineTopic(topics, False, ())
    likely_slugs = likely_topics(clause.text, title, lead=clause.lead)
    slugs = dict.fromkeys([*filter(None, topics), *likely_slugs[:MOST_LIKELY]])
    answers = (TopicChoice(slug, short_label(slug)) for slug in slugs)
    return LineTopic(topics, True, (*answers, TopicChoice("", _("No topic"))))
