"""Words put into all that is written in the rows of one municipality, to see where they are read.

Each word names the table and the field: whoever meets it knows what was told. Rows that belong to
several municipalities are left as they are, and so is what the product writes by itself.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality

STEM = "savikiekko"
TAKEN_BACK = {"undone_at", "removed_at"}
SOME = 3  # rows
LEAST = 60  # letters that fit; shorter columns hold codes
DEPTH = 3
# Texts that nobody writes: names of files, keys, what programs compare.
MACHINE = {
    "source", "area", "object_id", "content_type", "digest", "nonce", "message_id", "prefix",
    "fingerprint", "key", "location", "language", "record", "page", "failure", "batch",
    "check_number", "slug", "facts", "media_type", "due", "password", "session_key", "device",
    "field", "rule", "action_id", "credential", "secret_name", "token", "clause", "number",
}  # fmt: skip

type Rows = Iterable[models.QuerySet[Any]]


def word(field: "models.Field[Any, Any]") -> str:
    name = f"{field.model._meta.label_lower}{field.name}"
    return STEM + "".join(letter for letter in name if letter.isalpha())


def way_to_municipality(model: type[models.Model], depth: int = DEPTH) -> tuple[str, bool] | None:
    """How a table's rows lead to whose they are, and whether to several."""
    keys = [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    for field in keys:
        if field.related_model is Municipality:
            return field.name, False
    for several in model._meta.many_to_many:
        if several.related_model is Municipality:
            return several.name, True
    for field in keys if depth else ():
        if not field.null and field.related_model is not model:
            assert not isinstance(field.related_model, str)
            if further := way_to_municipality(field.related_model, depth - 1):
                return f"{field.name}__{further[0]}", further[1]
    return None


def texts_of(model: type[models.Model]) -> Iterator["models.Field[Any, Any]"]:
    """The columns in which somebody writes."""
    for field in model._meta.local_concrete_fields:
        is_text = type(field) in {models.TextField, models.CharField, models.EmailField}
        is_long = (field.max_length or LEAST) >= LEAST
        known = field.name in MACHINE or field.name.endswith(("sha256", "_url", "_id"))
        if is_text and is_long and not (field.choices or known):
            yield field


def stain(place: Municipality) -> set[str]:
    """Write the words into all rows that are the place's alone; the words that were written."""
    written = set()
    for model in apps.get_models():
        way = way_to_municipality(model)
        fields = list(texts_of(model))
        if way and fields and not model._meta.proxy:
            keys = [row.pk for row in rows_of(model, *way, place)]
            rows = model._base_manager.filter(pk__in=keys)
            written |= {word(field) for field in fields if write(field, rows)}
    return written


def stain_all(left_clean: Rows = ()) -> set[str]:
    """Write the words into every row of every table but those named, and let all that reads from
    outside be in trouble; the words that were written.
    """
    clean = {rows.model: rows.order_by().values("pk") for rows in left_clean}
    written = set()
    for model in apps.get_models():
        if not model.__module__.startswith("kimppa."):
            continue
        rows = model._base_manager.all()
        rows = rows.exclude(pk__in=clean[model]) if model in clean else rows
        fields = [] if model._meta.proxy else list(texts_of(model))
        written |= {word(field) for field in fields if write(field, rows)}
        if {"failures", "active"} <= {field.name for field in model._meta.local_concrete_fields}:
            rows.update(failures=3, active=True)
    return written


def stain_taken_back() -> set[str]:
    """Take back the newest rows of each table that keeps what was taken back, with the words."""
    written = set()
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields} & TAKEN_BACK
        fields = [field for field in texts_of(model) if names]
        keys = list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:SOME])
        for name in names:
            model._base_manager.filter(pk__in=keys).update(**{name: clock.now()})
        rows = model._base_manager.filter(pk__in=keys)
        written |= {word(field) for field in fields if write(field, rows)}
    return written


def write(field: "models.Field[Any, Any]", rows: "models.QuerySet[Any]") -> bool:
    """Whether the word could be written: a constraint may want another text, or none."""
    try:
        with transaction.atomic():
            return bool(rows.update(**{field.name: text(field)}))
    except IntegrityError:
        return False


def text(field: "models.Field[Any, Any]") -> Any:
    """The word, with the row's number where each row has a text of its own; an address is one."""
    if not field.unique:
        return word(field)
    end = Value("@esimerkki.fi" if isinstance(field, models.EmailField) else "")
    return Concat(Value(word(field)), Cast("pk", models.CharField()), end)


def rows_of(
    model: type[models.Model], way: str, several: bool, place: Municipality
) -> list[models.Model]:
    rows = model._base_manager.filter(**{way: place})
    if several:
        others = model._base_manager.filter(**{f"{way}__isnull": False}).exclude(**{way: place})
        shared = model._base_manager.annotate(of=models.Count(way)).filter(of__gt=1)
        rows = rows.exclude(pk__in=others).exclude(pk__in=shared.values("pk"))
    return list(rows.distinct())
