"""Writing an item: its texts, times, keywords and picture."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import CharField
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot, stored
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep
from kimppa.core.files.pictures import Picture
from kimppa.core.language import official_language
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.publishing import keywords as known_keywords
from kimppa.publishing import markup, recurrence
from kimppa.publishing.actions.work import note_work
from kimppa.publishing.messages import PICTURE_IN_WORDS, rule_refusal
from kimppa.publishing.models import LANGUAGES, Item, Keyword, Occurrence, SendingLink
from kimppa.publishing.prices import normal_price

FIRST_YEAR, LAST_YEARS = 2000, 5
PLAIN = ("title", "summary", "alt")
WRITABLE = frozenset(
    [
        *(f"{name}_{language}" for name in (*PLAIN, "text") for language in LANGUAGES),
        *("municipality", "branch", "place", "street_address", "locality", "start", "end", "rule"),
        *("exceptions", "price", "registration", "organiser", "contact", "joint", "decision"),
        *("joint_with", "latitude", "longitude"),
        *("publish_at", "expires_at"),
    ]
)


@dataclass(frozen=True, slots=True)
class ItemInput:
    """What somebody has filled in. `values` are columns (WRITABLE); `picture` a new
    picture, `without_picture` takes the present one away.
    """

    values: Mapping[str, Any]
    categories: Sequence[str] = ()
    audiences: Sequence[str] = ()
    words: Sequence[str] = field(default_factory=list)
    picture: Picture | None = None
    without_picture: bool = False


@transaction.atomic
def create_item(
    *,
    by: Actor,
    kind: str,
    content: ItemInput,
    sender: str = "",
    link: SendingLink | None = None,
    example: bool = False,
    source: str = "",
) -> Item:
    """A new draft. Raises PermissionDenied, and ValidationError by field."""
    item = Item(
        kind=kind,
        created_by=person_or_none(by),
        sender=sender or by.name,
        link=link,
        example=example,
        source=source,
    )
    _fill_item(item, content)
    require_right(by, item.municipality)
    _save_item(item, content)
    record(by=by, action="publishing.make", obj=item)
    return item


@transaction.atomic
def change_item(*, by: Actor, item: Item, content: ItemInput) -> Item:
    """Write an item anew. What is published is changed by the coordinator alone.

    Raises PermissionDenied, and ValidationError by field.
    """
    stored_item = stored(item)
    require_change(by, stored_item)
    values_before = snapshot(stored_item)
    first_start = stored_item.moved_from or stored_item.start
    _fill_item(stored_item, content)
    require_change(by, stored_item)
    stored_item.sequence += 1
    if stored_item.published_at and stored_item.start != first_start:
        stored_item.moved_from = first_start
    _save_item(stored_item, content)
    record(by=by, action="publishing.change", obj=stored_item, before=values_before)
    if stored_item.status == Item.Status.PUBLISHED:
        note_work(stored_item, by=by)
    return stored_item


@transaction.atomic
def copy_item(*, by: Actor, item: Item) -> Item:
    """A draft like the item, without its days' repetition: last year's event a year later, on the
    same day of the week. Raises PermissionDenied.
    """
    require_right(by, item.municipality)
    weeks = dt.timedelta(weeks=52)
    columns = {name: getattr(item, name) for name in WRITABLE}
    columns |= {"rule": "", "exceptions": [], "publish_at": None, "expires_at": None}
    columns |= {"decision": None}
    for name in ("start", "end"):
        moment = columns[name]
        columns[name] = _same_wall_time(moment, weeks) if moment else None
    draft = create_item(by=by, kind=item.kind, content=with_own_keywords(item, columns))
    if item.image_id:
        Item.objects.filter(pk=draft.pk).update(image=item.image_id)
        draft.image_id = item.image_id
    return draft


def with_own_keywords(item: Item, columns: Mapping[str, Any]) -> ItemInput:
    """Some values together with the keywords that the item has."""
    item_keywords = item.keywords.all()
    return ItemInput(
        columns,
        [keyword.slug for keyword in item_keywords if keyword.role == Keyword.Role.CATEGORY],
        [keyword.slug for keyword in item_keywords if keyword.role == Keyword.Role.AUDIENCE],
        [keyword.name for keyword in item_keywords if keyword.role == Keyword.Role.WORD],
    )


def _same_wall_time(moment: dt.datetime, shift: dt.timedelta) -> dt.datetime:
    wall_time = moment.astimezone(clock.ZONE).replace(tzinfo=None)
    return (wall_time + shift).replace(tzinfo=clock.ZONE)


def require_right(by: Actor, municipality: Municipality | None) -> None:
    """Own municipality's staff write; what is all libraries' is the coordinator's."""
    if municipality is None:
        require(by, Permission.PUBLISH)
    else:
        require(by, Permission.PROPOSE, municipality)


def require_change(by: Actor, item: Item) -> None:
    """Whether an item may be written: drafts by their library, the published by who publishes."""
    if item.status in (Item.Status.DRAFT, Item.Status.PROPOSED):
        require_right(by, item.municipality)
    else:
        require_publish(by, item)


def may_change(by: Actor, item: Item) -> bool:
    """The same as an answer."""
    if item.status in (Item.Status.DRAFT, Item.Status.PROPOSED) and item.municipality:
        return by.can(Permission.PROPOSE, item.municipality)
    return may_publish(by, item)


def require_publish(by: Actor, item: Item) -> None:
    """A library's own is published by the coordinator or a director who was given the right there,
    what concerns others too by the coordinator alone.
    """
    if item.joint or item.municipality is None:
        require(by, Permission.PUBLISH)
    require(by, Permission.PUBLISH_OWN, item.municipality)


def may_publish(by: Actor, item: Item) -> bool:
    """The same as an answer."""
    return by.can(item.publishing_right, item.municipality)


def _fill_item(item: Item, content: ItemInput) -> None:
    if unknown_columns := content.values.keys() - WRITABLE:
        raise TypeError(f"not for writing: {', '.join(sorted(unknown_columns))}")
    for column, value in content.values.items():
        setattr(item, column, clean_value(column, value))
    if item.branch is not None and item.municipality is None and not item.joint:
        item.municipality = item.branch.municipality
    item.changed_at = clock.now()


def clean_value(name: str, value: Any) -> Any:
    """A value as its column holds it."""
    if not isinstance(value, str):
        return value
    if name == "price":
        return normal_price(markup.line(value))
    return markup.clean(value) if name.startswith("text_") else markup.line(value)


def _save_item(item: Item, content: ItemInput) -> None:
    times = times_of(item)
    if new_picture := content.picture:
        item.image = keep(
            new_picture.data, name=f"kuva.{new_picture.ending}", media_type=new_picture.media_type
        )
    elif content.without_picture:
        item.image = None
    _check_item(item)
    item.save()
    item.occurrences.all().delete()
    Occurrence.objects.bulk_create(occurrences_of(item, times))
    item.keywords.all().delete()
    Keyword.objects.bulk_create(_keywords(item, content))


def times_of(item: Item) -> list[recurrence.Time]:
    """When it is held; nothing for news. Raises ValidationError."""
    if item.kind != Item.Kind.EVENT:
        item.start = item.end = None
        item.rule, item.exceptions = "", []
        return []
    if item.start is None or item.end is None:
        raise ValidationError({"start": _("An event needs the day and the time.")})
    years = range(FIRST_YEAR, clock.today().year + LAST_YEARS + 1)
    for field_name, moment in (("start", item.start), ("end", item.end)):
        if moment.year not in years:
            raise ValidationError({field_name: _("Check the year.")})
    if item.end <= item.start:
        raise ValidationError({"end": _("The end is before the start.")})
    if item.end - item.start > dt.timedelta(days=366):
        raise ValidationError({"end": _("An event lasts a year at most.")})
    excepted_days = [dt.date.fromisoformat(day) for day in item.exceptions]
    try:
        return recurrence.expand(item.start, item.end, item.rule, excepted_days, clock.ZONE)
    except recurrence.RuleError as error:
        raise ValidationError({"rule": rule_refusal(error.code)}) from error


def _check_item(item: Item) -> None:
    faults = _faults_of_texts(item)
    item.joint_with = " ".join(_partner_codes(item))
    if len(item.partners) == 1:
        faults["joint_with"] = _("Choose two municipalities at least, or none when it is of all.")
    if item.municipality is None and not item.joint:
        faults["municipality"] = _("Choose the municipality, or say that it is joint.")
    if item.branch and item.municipality and item.branch.municipality_id != item.municipality_id:
        faults["branch"] = _("This library is in another municipality.")
    if item.publish_at and item.expires_at and item.expires_at <= item.publish_at:
        faults["expires_at"] = _("It would end before it begins to be shown.")
    if (item.latitude is None) != (item.longitude is None):
        faults["latitude"] = _("Tell both the latitude and the longitude, or neither.")
    if faults:
        raise ValidationError(faults)
    item.full_clean(exclude=["created_by", "exceptions"])


def _faults_of_texts(item: Item) -> dict[str, str]:
    """Every item has a title in some language, and its picture is told in words."""
    faults = {}
    if not item.titles:
        title_column = f"title_{official_language()}"
        faults[title_column] = str(CharField.default_error_messages["required"])
    if item.image_id and not item.alt:
        faults[f"alt_{official_language()}"] = str(PICTURE_IN_WORDS)
    return faults


def _partner_codes(item: Item) -> list[str]:
    """Whose joint item it is: also of the municipality where it is held. Empty = of all."""
    if not item.joint or not item.partners:
        return []
    own_codes = [item.municipality.code] if item.municipality else []
    municipalities = Municipality.objects.filter(code__in=[*item.partners, *own_codes])
    return list(municipalities.order_by("position", "code").values_list("code", flat=True))


def occurrences_of(item: Item, times: Sequence[recurrence.Time]) -> list[Occurrence]:
    """A row for each time, and one for the series when there are many."""
    occurrences = [Occurrence(item=item, start=time.start, end=time.end) for time in times]
    if len(times) > 1:
        occurrences.append(
            Occurrence(item=item, start=times[0].start, end=times[-1].end, whole=True)
        )
    return occurrences


def _keywords(item: Item, content: ItemInput) -> list[Keyword]:
    role = Keyword.Role
    known_names = known_keywords.known()
    slugs_by_role = {role.CATEGORY: content.categories, role.AUDIENCE: content.audiences}
    keywords = {
        (keyword_role, slug): Keyword(item=item, role=keyword_role, slug=slug)
        for keyword_role, slugs in slugs_by_role.items()
        for slug in slugs
        if slug in known_names[keyword_role]
    }
    for word in content.words:
        slug = known_keywords.slug_of(word)
        if slug and (role.CATEGORY, slug) not in keywords:
            keywords[role.WORD, slug] = Keyword(item=item, role=role.WORD, slug=slug, name=word)
    return list(keywords.values())
