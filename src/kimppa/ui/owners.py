"""Whose the places are that files name: asked once, remembered for all files."""

import zlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kimppa.core.imports.names import Certainty, plain_name
from kimppa.core.imports.places import COMMON, MUNICIPALITY, Places

MOST = 50
"""Names that are asked at once."""
FOREIGN = "others"


class OwnersForm(forms.Form):
    """A choice for each name: a municipality of ours, all of them together, another's, or nobody
    knows yet.
    """

    def __init__(self, *args: Any, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matcher = Places()
        towns = matcher.municipalities.items()
        choices = [
            ("", _("Nobody knows yet")),
            (COMMON, _("Common to all of ours")),
            (FOREIGN, _("Not ours")),
            *((target, str(town)) for target, town in towns),
        ]
        self.names = {_key(name): name for name in list(dict.fromkeys(names))[:MOST]}
        for key, name in self.names.items():
            match = matcher.owner(name)
            town = matcher.municipality_at(match.target)
            near_town = town if match.certainty is Certainty.NEAR else None
            target = f"{MUNICIPALITY}:{town.code}" if town else match.target or FOREIGN
            self.fields[key] = forms.ChoiceField(
                label=name,
                choices=choices,
                initial=target if match.settled else "",
                required=False,
                help_text=_("Perhaps %(name)s.") % {"name": near_town} if near_town else "",
            )

    def values(self) -> dict[str, Any]:
        """The targets by name; empty for another's, None where nobody knows."""
        targets = {name: self.cleaned_data[key] for key, name in self.names.items()}
        return {
            "choices": {
                name: None if not target else "" if target == FOREIGN else target
                for name, target in targets.items()
            }
        }


def _key(name: str) -> str:
    """A field's name that stays the same whatever other names are asked."""
    return f"owner-{zlib.crc32(plain_name(name).encode()):08x}"
