"""What is said of files, of the format's problems and of places in records."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override as language

from kimppa.marc.cli.refusals import of_a_rule
from kimppa.marc.definition import Problem
from kimppa.marc.reading import MarcFileError
from kimppa.marc.rules.spec import RuleError

FAMILIES: Final[dict[str, str | Promise]] = {
    "structure": _("Structure of the record"),
    "format": _("Format"),
    "identifiers": _("Standard numbers"),
    "punctuation": _("Punctuation"),
    "cross-field": _("Fields that do not agree"),
    "items": _("Items"),
    "jobs": _("Known series of faults"),
    "carriers": _("Content, media and carrier"),
    "codes": _("Codes of language, country and form"),
    "series": _("Series"),
    "components": _("Component parts"),
    "qualifiers": _("Qualifiers"),
    "relators": _("Roles of persons and bodies"),
    "indicators": _("Indicators"),
    "vocabularies": _("Subjects and genres"),
    "authorities": _("Names and subjects"),
    "notes": _("Notes"),
    "e-resources": _("E-resources"),
    "finna": _("What Finna shows"),
    "migration": _("Change of library system"),
}
PROBLEMS: Final[dict[Problem, str | Promise]] = {
    Problem.UNDEFINED_FIELD: _("The record has a field that is not in the format."),
    Problem.REPEATED_FIELD: _("A field that may stand once stands several times."),
    Problem.OBSOLETE_FIELD: _("The record has a field that is no longer used."),
    Problem.INDICATOR: _("An indicator has a value that is not allowed."),
    Problem.OBSOLETE_INDICATOR: _("An indicator has a value that is no longer used."),
    Problem.UNDEFINED_SUBFIELD: _("A field has a subfield that is not in the format."),
    Problem.REPEATED_SUBFIELD: _("A subfield that may stand once stands several times."),
    Problem.OBSOLETE_SUBFIELD: _("A field has a subfield that is no longer used."),
    Problem.MISSING_SUBFIELD: _("An indicator asks for a subfield that is missing."),
    Problem.POSITION: _("A fixed position has a code that is not allowed."),
    Problem.OBSOLETE_POSITION: _("A fixed position has a code that is no longer used."),
    Problem.LENGTH: _("A fixed field has the wrong length."),
    Problem.TYPE: _("The leader does not tell what type of material the record is of."),
}
FORMAT_SOURCE: Final = "The MARC 21 format and its Finnish fields"
_FILE_ERRORS: Final[dict[str, str | Promise]] = {
    "empty": _("The file is empty. Export the records again."),
    "not-marc": _(
        "No MARC records were found in the file. Choose an export in ISO 2709 (.mrc), MARCXML, "
        "MARC-in-JSON, Aleph sequential or line format."
    ),
    "nuls": _(
        "The file begins with NUL bytes only: it was not written to its end, or the disk is "
        "damaged. Copy or export it again."
    ),
    "another-kind": _(
        "The file is of the kind %(kind)s, which holds no MARC records. Choose an export in ISO "
        "2709 (.mrc), MARCXML, MARC-in-JSON, Aleph sequential or line format."
    ),
    "packed-otherwise": _(
        "The file is packed by %(kind)s, which is not unpacked here. Unpack it first, or pack it "
        "by gzip, zstd or zip."
    ),
    "utf-16": _("The file is in UTF-16. Save or export it as UTF-8."),
    "broken-archive": _("The compressed file is damaged. Send it again."),
    "encrypted": _("The archive has a password. Send it without one."),
    "too-large": _("The compressed file grows too large. Send it uncompressed."),
    "xml-declarations": _(
        "The XML file has a document type of its own, which is not read. Export it without one."
    ),
    "xml-broken": _("The XML breaks off or is not well formed. Export it again."),
    "json-broken": _("The JSON breaks off or is not well formed. Export it again."),
}


def family(name: str) -> str:
    """A group of rules in words; a group of a user's own rules has its own name."""
    return str(FAMILIES.get(name, name))


def refusal(error: MarcFileError) -> str:
    text = _FILE_ERRORS.get(error.code)
    return (
        str(text) % error.facts
        if text
        else gettext("The file cannot be read: %(error)s") % {"error": error}
    )


def plan_refusal(error: RuleError) -> str:
    reason = of_a_rule(error, (get_language() or "fi")[:2])
    return gettext("The plan cannot be carried out: %(error)s") % {"error": reason}


def in_every_language(text: str | Promise) -> dict[str, str]:
    """A text of ours in Finnish, Swedish and English."""
    texts = {}
    for code in ("fi", "sv", "en"):
        with language(code):
            texts[code] = str(text)
    return texts
