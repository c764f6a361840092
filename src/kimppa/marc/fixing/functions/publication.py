"""What a publication statement (264) is about."""

import re

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place


@function
def publication_kind(place: Place) -> None:
    """Write 4 for a copyright year alone, else 1, unless the record has such a field."""
    if not place.field:
        return
    codes = {one.code for one in place.field.subfields}
    year = place.field.get("c") or ""
    kind = "4" if codes == {"c"} and re.match(r"[©℗]", year) else "1"
    if kind == "1" and any(one.indicators[1:2] == "1" for one in place.record.all("264")):
        return
    place.field.indicators = place.field.indicators[:1] + kind
