"""Names of services that people write in small letters in a hurry. Pure."""

import re

from kimppa.core.consortium.finland import listed_by_form

_NAMES = re.compile(
    r"\b(?:teams|zoom|finna|koha|facebook|instagram|outlook|sharepoint|bookbeat|epress)"
    r"(?=(?:i?n|i?ss[aä]|i?st[aä]|i?in|i?ll[aä]|i?lle|t?a|i?[aä]|s)?\b)"
)
_SPELT = {"epress": "ePress", "sharepoint": "SharePoint", "bookbeat": "BookBeat"}


_PLACE = re.compile(r"(?<=[\s-])[a-zåäö]{4,40}(?=[\s.,;:)]|$)")


def as_spelt(text: str) -> str:
    """The text with those names, and municipalities', as they are spelt."""
    towns = listed_by_form()
    text = _PLACE.sub(
        lambda match: (
            match[0].capitalize()
            if (town := towns.get(match[0])) and match[0] not in town.common
            else match[0]
        ),
        text,
    )
    return _NAMES.sub(lambda match: _SPELT.get(match[0], match[0].capitalize()), text)
