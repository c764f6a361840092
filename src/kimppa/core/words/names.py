"""Names of services that people write in small letters in a hurry. Pure."""

import re

_NAMES = re.compile(
    r"\b(?:teams|zoom|finna|koha|facebook|instagram|outlook|sharepoint|bookbeat|epress)"
    r"(?=(?:i?n|i?ss[aä]|i?st[aä]|i?in|i?ll[aä]|i?lle|t?a|s)?\b)"
)
_SPELT = {"epress": "ePress", "sharepoint": "SharePoint", "bookbeat": "BookBeat"}


def as_spelt(text: str) -> str:
    """The text with those names as they are spelt."""
    return _NAMES.sub(lambda match: _SPELT.get(match[0], match[0].capitalize()), text)
