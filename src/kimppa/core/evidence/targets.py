"""The target of a figure in the sentence that tells the figure."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from kimppa.core.aims import Target
from kimppa.core.area import Sentence
from kimppa.core.evidence import phrases
from kimppa.core.evidence.fitting import split
from kimppa.core.language import active_language
from kimppa.core.words.messages import say
from kimppa.documents import numbers


def with_target(sentence: Sentence, topic: str, aims: Iterable[Target]) -> Sentence:
    """The sentence with the target of its figure, where one alone is of it."""
    unit = sentence.headline[1]
    kind = phrases.kind(topic, unit)
    of_figure = [a for a in aims if a.topic == topic and phrases.kind(topic, a.unit) == kind]
    if len(of_figure) != 1 or not unit or ";" in sentence.text:
        return sentence
    aim = of_figure[0]
    first_sentence, *other_sentences = split(sentence.text)
    message = (
        _("{sentence}; the target was at most {target}.")
        if aim.at_most
        else _("{sentence}; the target was {target}.")
    )
    is_whole = aim.value == aim.value.to_integral_value()
    target = int(aim.value) if is_whole else numbers.decimal(aim.value, active_language())
    text = say(message, sentence=first_sentence.rstrip("."), target=target)
    return replace(sentence, text=" ".join([text, *other_sentences]))
