"""An item in a language, as other programs and pages show it."""

import datetime as dt
from collections.abc import Sequence
from html import escape

from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core.consortium.queries import consortium
from kimppa.publishing import feeds, markup, messages, outside
from kimppa.publishing.directory import entry_of
from kimppa.publishing.keywords import names_of
from kimppa.publishing.models import Item, Keyword, Occurrence
from kimppa.publishing.prices import FREE

_CALLED_OFF = {"fi": "PERUTTU", "sv": "INSTÄLLT", "en": "CANCELLED"}
_AND = {"fi": "ja", "sv": "och", "en": "and"}


def article(item: Item, language: str) -> str:
    """All that is told of an item as clean HTML: picture, in short, and the rest."""
    parts = []
    if item.image:
        alt = escape(item.text_in("alt", language))
        parts.append(f'<p><img src="{outside.picture_url(item)}" alt="{alt}"></p>')
    if summary_text := item.text_in("summary", language):
        parts.append(f"<p>{escape(summary_text)}</p>")
    return "".join([*parts, body(item, language)])


def body(item: Item, language: str, times: Sequence[Occurrence] = ()) -> str:
    """The text and how to sign up as clean HTML, with absolute addresses only."""
    parts = [markup.html(item.text_in("text", language))]
    with translation.override(language):
        if len(times) > 1:
            time_lines = "".join(
                f"<li>{escape(messages.time_words(time.start, time.end))}</li>" for time in times
            )
            parts.append(f"<ul>{time_lines}</ul>")
        if item.registration:
            link = escape(item.registration)
            parts.append(f'<p><a href="{link}">{escape(_("Sign up"))}</a></p>')
        if item.contact:
            parts.append(f"<p>{escape(_('Ask for more: %(who)s') % {'who': item.contact})}</p>")
    return "".join(parts).strip()


def summary(item: Item, language: str) -> str:
    """In short: what was written as such, else the beginning of the text."""
    text = item.text_in("summary", language) or markup.plain_text(item.text_in("text", language))
    return text if len(text) <= 300 else text[:299].rsplit(" ", 1)[0] + "…"


def summary_language(item: Item, language: str) -> str:
    """The language that the summary is in."""
    field = "summary" if item.text_in("summary", language) else "text"
    return item.language_in(field, language)


def words(item: Item, language: str, *roles: str) -> tuple[str, ...]:
    """The names of the item's keywords."""
    return tuple(
        names.get(language, names["fi"])
        for keyword in item.keywords.all()
        if keyword.role in (roles or tuple(Keyword.Role))
        for names in (names_of(keyword.role, keyword.slug, keyword.name),)
    )


def place_name(item: Item, language: str) -> str:
    """Where it is held."""
    if item.place or item.branch is None:
        return item.place
    return item.branch.name_in(language)


def town_name(item: Item, language: str) -> str:
    """In which town."""
    if item.locality or item.municipality is None:
        return item.locality
    return item.municipality.name_in(language)


def street(item: Item) -> str:
    """The street address: as written, else the library's own where Kirjastohakemisto tells it."""
    directory_entry = entry_of(item)
    return item.street_address or (
        directory_entry.street if directory_entry and not directory_entry.gone else ""
    )


def organiser(item: Item, language: str) -> str:
    """Who holds it: the named organiser, else the library, wherever it is held."""
    if item.organiser:
        return item.organiser
    owner = item.branch or item.municipality or consortium()
    return owner.name_in(language) if owner else ""


def price(item: Item, language: str) -> str:
    """What it costs; empty where nobody has said it."""
    with translation.override(language):
        return _("free") if item.price == FREE else item.price


def entry(item: Item, language: str, time: Occurrence | None) -> feeds.Entry:
    """An item of a feed."""
    picture = item.image
    published = None if time else item.published_at or item.publish_at or item.changed_at
    return feeds.Entry(
        guid=outside.item_id(item),
        title=markup.flat(item.text_in("title", language)),
        link=outside.page_url(item),
        summary=markup.flat(summary(item, language)),
        body=article(item, language),
        published=published,
        enclosure=feeds.Enclosure(outside.picture_url(item), picture.size, picture.media_type)
        if picture
        else None,
        start=time.start if time else None,
        end=time.end if time else None,
        location=place_name(item, language),
        address=street(item),
        city=town_name(item, language),
        organiser=organiser(item, language),
        cost=price(item, language) if time else "",
        ampersand=_AND[language],
        categories=words(item, language),
    )


def updated(items: Sequence[Item]) -> dt.datetime | None:
    """When the newest of them changed."""
    return max((item.changed_at for item in items), default=None)


def told_since(item: Item) -> dt.datetime:
    """Since when it says what it says now to everybody: changed, published, or shown from."""
    moments = (item.changed_at, item.published_at, item.publish_at)
    return max(filter(None, moments))


def marked_title(item: Item, language: str) -> str:
    """The title, with "PERUTTU" before that of what is called off."""
    title = item.text_in("title", language)
    is_called_off = item.status == Item.Status.CANCELLED
    return f"{_CALLED_OFF[language]}: {title}" if is_called_off else title
