"""Subjects: a topic, optionally tied to a service, written `feedback@finna`. Pure.

Duties name subjects; work is done for a topic and maybe a service. `matching_subject` says which
of the duties' subjects the work falls to, so that the matrix, the home page and the report agree.
"""

from collections.abc import Iterable


def subject(topic: str, service: str = "") -> str:
    """The text form of a topic and a service's slug."""
    return f"{topic}@{service}" if service else topic


def topic_of(text: str) -> str:
    """The topic of a subject."""
    return text.partition("@")[0]


def matching_subject(topic: str, service: str, subjects: Iterable[str]) -> str | None:
    """The subject that work for a topic and service falls to; None when no duty asks for it.

    A service's work goes to the duty of that service, else to the topic's duty without one,
    never to another service's. Work without a service goes to the duty without one, else to
    the topic's first duty.
    """
    of_topic = [candidate for candidate in subjects if topic_of(candidate) == topic]
    exact_subject = subject(topic, service)
    if exact_subject in of_topic:
        return exact_subject
    if topic in of_topic:
        return topic
    return of_topic[0] if of_topic and not service else None
