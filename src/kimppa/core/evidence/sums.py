"""What a year's figures come to, in words: a sentence for each kind, for `say` to fill in.

`…_jointly`: in the report of one municipality, of all of them.
"""

from django.utils.translation import ngettext


def guided(count: int) -> str:
    return ngettext(
        "{count} person took part in guidance.", "{count} people took part in guidance.", count
    )


def guided_staff(count: int) -> str:
    return ngettext(
        "{count} member of staff took part in guidance.",
        "{count} members of staff took part in guidance.",
        count,
    )


def guided_jointly(count: int) -> str:
    return ngettext(
        "{count} person of all municipalities took part in guidance.",
        "{count} people of all municipalities took part in guidance.",
        count,
    )


def guided_staff_jointly(count: int) -> str:
    return ngettext(
        "{count} member of staff of all municipalities took part in guidance.",
        "{count} members of staff of all municipalities took part in guidance.",
        count,
    )


def watched(count: int) -> str:
    return ngettext("Films were watched once.", "Films were watched {count} times.", count)


def watched_jointly(count: int) -> str:
    return ngettext(
        "Films were watched once in all municipalities together.",
        "Films were watched {count} times in all municipalities together.",
        count,
    )


def faults(count: int) -> str:
    return ngettext(
        "Checking accessibility brought up {count} fault.",
        "Checking accessibility brought up {count} faults.",
        count,
    )


def to_mend(count: int) -> str:
    return ngettext(
        "In the trials {count} thing to mend came up.",
        "In the trials {count} things to mend came up.",
        count,
    )


def licensed(count: int) -> str:
    return ngettext(
        "The right to use {count} title was acquired.",
        "The right to use {count} titles was acquired.",
        count,
    )


def handled(count: int) -> str:
    return ngettext(
        "{count} title was handled in cataloguing.",
        "{count} titles were handled in cataloguing.",
        count,
    )


def mended(count: int) -> str:
    return ngettext(
        "The details of {count} title were corrected or merged in the shared catalogue.",
        "The details of {count} titles were corrected or merged in the shared catalogue.",
        count,
    )


def introduced(count: int) -> str:
    return ngettext(
        "{count} new introduction of an author was finished.",
        "{count} new introductions of authors were finished.",
        count,
    )


def ideas(count: int) -> str:
    return ngettext(
        "{count} new idea was put forward.", "{count} new ideas were put forward.", count
    )


def answered(count: int) -> str:
    return ngettext(
        "{count} piece of feedback was handled.", "{count} pieces of feedback were handled.", count
    )


def answered_jointly(count: int) -> str:
    return ngettext(
        "{count} piece of feedback was handled in all municipalities together.",
        "{count} pieces of feedback were handled in all municipalities together.",
        count,
    )


def events(count: int) -> str:
    return ngettext("{count} event was held.", "{count} events were held.", count)


def events_jointly(count: int) -> str:
    return ngettext(
        "{count} event was held in all municipalities together.",
        "{count} events were held in all municipalities together.",
        count,
    )


def meetings(count: int) -> str:
    return ngettext("{count} meeting was held.", "{count} meetings were held.", count)
