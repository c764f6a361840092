"""What a field is called in the audit log, when its table gives it no name for people.

A field that people fill in has a name on its form; what the program itself writes has one here.
"""

from django.db import models
from django.db.models.base import ModelBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise

FIELDS: dict[str, Text] = {
    "action": _("Action"),
    "action_id": _("Action"),
    "agreement": _("Agreement"),
    "answered_by": _("Answered by"),
    "area": _("Area of work"),
    "asked_at": _("Asked"),
    "apart": _("A piece of its own"),
    "at": _("When"),
    "author": _("Written by"),
    "author_name": _("Writer's name"),
    "branch": _("Branch"),
    "by": _("By whom"),
    "by_name": _("By whom"),
    "carried_from": _("Carried from"),
    "closed_at": _("Closed"),
    "created_at": _("Made"),
    "delivery": _("Delivery"),
    "difference": _("Difference from the last version"),
    "document": _("Document"),
    "done_by": _("Done by"),
    "drafted_facts": _("Facts of the draft"),
    "drafted_sha256": _("Checksum of the draft's facts"),
    "edited_facts": _("Facts when edited"),
    "edited_sha256": _("Checksum of the facts when edited"),
    "evidence": _("Work done"),
    "example": _("Example"),
    "expires_at": _("Link open until"),
    "facts": _("Facts"),
    "facts_sha256": _("Checksum of the facts"),
    "frozen_by": _("Frozen by"),
    "grants": _("Roles that it was made in"),
    "handled_at": _("Handled"),
    "key": _("Identifier"),
    "merged_into": _("Merged into"),
    "municipality": _("Municipality"),
    "municipalities": _("Municipalities"),
    "object_id": _("Object"),
    "official_goal": _("Approved goal"),
    "official_measure": _("Approved measure"),
    "official_title": _("Approved title"),
    "period": _("Span of the figures"),
    "placing": _("How its line was settled"),
    "same_as": _("Same work as"),
    "person": _("Person"),
    "person_name": _("Person's name"),
    "position": _("Place in the order"),
    "programme": _("Action programme"),
    "ratification": _("Ratification"),
    "recipient": _("Recipient"),
    "recorded_at": _("Recorded"),
    "release": _("Version"),
    "replaced_at": _("Replaced"),
    "report": _("Report"),
    "revoked_at": _("Closed"),
    "section": _("Section of the agreement"),
    "service": _("Service"),
    "slot": _("Column of the coverage matrix"),
    "source": _("Source"),
    "source_file": _("File of the source"),
    "source_sha256": _("Checksum of the source"),
    "source_text": _("Text of the source"),
    "undone_at": _("Undone"),
    "unrecognised": _("Not recognised"),
    "variable": _("Figure"),
    "withdrawn": _("Withdrawn"),
    "withdrawn_at": _("Withdrawn"),
    "settled_at": _("Carried out"),
    "failing_since": _("Not answering since"),
    "old_secret_until": _("The old secret signs until"),
    "owner": _("Owner"),
    "prefix": _("Beginning of the token"),
}


# What a field is called by the table that it points at, where one name has several meanings.
RELATED: dict[str, Text] = {"allocationkey": _("Allocation key")}


def title(key: str, field: "models.Field[object, object] | None") -> str:
    """The name of a field, with a capital letter."""
    has_own_name = field is not None and str(field.verbose_name) != field.name.replace("_", " ")
    if field is not None and has_own_name:
        name = str(field.verbose_name)
    else:
        model = field.related_model if field is not None else None
        known = RELATED.get(model._meta.model_name or "") if isinstance(model, ModelBase) else None
        name = str(known or FIELDS.get(key, key))
    return name[:1].upper() + name[1:]
