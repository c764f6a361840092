"""A consortium's own words for a topic, learnt from lines whose topic a person chose. Pure.

A line that says the same again, but for its numbers, has the same topic. Of its words those name
the topic that the vocabulary does not know and that stand in lines of no other topic.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kimppa.core.evidence.settling import likeness
from kimppa.core.search.lexemes import stems, words_of

type Titled = tuple[str, str]
"""A logged line and its topic."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Topics by a whole line without its numbers (`likeness`), and by the stem of a word."""

    lines: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def of_line(self, line: str) -> str:
        """The topic of the same line said before, empty when it was not."""
        return self.lines.get(likeness("", "", line), "")

    def of_words(self, line: str) -> Iterable[str]:
        """The topics that the line's words name, one for each word."""
        for word in words_of(line):
            topics = {self.words[stem] for stem in stems(word) if stem in self.words}
            if len(topics) == 1:
                yield topics.pop()


def learn(
    examples: Iterable[Titled], log: Iterable[Titled], is_known: Callable[[str], bool]
) -> OwnWords:
    """What lines with a chosen topic teach, the newest last; `log` are lines of any topic, and
    `is_known` says whether a word means something already.
    """
    lines: dict[str, str] = {}
    words: dict[str, str] = {}
    topics: dict[str, set[str]] = defaultdict(set)
    for title, topic in examples:
        lines[likeness("", "", title)] = topic
        for word in words_of(title):
            topic_by_stem = dict.fromkeys(stems(word), topic)
            for stem in topic_by_stem:
                topics[stem].add(topic)
            if not is_known(word):
                words |= topic_by_stem
    for title, topic in log:
        for word in words_of(title):
            for stem in stems(word) & words.keys():
                topics[stem].add(topic)
    return OwnWords(
        lines, {stem: topic for stem, topic in words.items() if topics[stem] == {topic}}
    )
