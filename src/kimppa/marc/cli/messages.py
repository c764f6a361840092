"""What the commands say, and which language they say it in."""

from typing import Final

from kimppa.marc.translation import N_, translate

_TEXTS: Final = {
    "reading": N_("{records} records, {findings} findings"),
    "settling": N_("putting together…"),
    "written": N_("Results: {path}"),
    "stopped": N_("Stopped. The same command goes on from here."),
    "stopped-anew": N_("Stopped."),
    "died": N_("A worker died, perhaps for want of memory. Try fewer: --workers 1."),
    "no-such-file": N_("No such file or folder; see whether the name is right"),
    "is-a-folder": N_("this is a folder; name a file"),
    "not-a-folder": N_("there is a file here, not a folder; tell another name"),
    "in-use": N_(
        "another command is writing to the folder {path}; wait until it ends, or name "
        "another folder"
    ),
    "not-allowed": N_("this is not permitted; tell another place, or ask for the right"),
    "disk-full": N_(
        "the disk is full (temporary files take room too); make room and run the same command again"
    ),
    "a-pipe": N_("a pipe cannot be read; save the records to a file first"),
    "no-rules-there": N_("there are no rules (.toml) in {path}"),
    "read": N_("read"),
    "good": N_("good"),
    "repaired": N_("repaired while reading"),
    "quarantined": N_("quarantined"),
    "converted": N_("{records} records written: {path}"),
    "left-out": N_("{count} records were left out:"),
    "unreadable": N_("{count} unreadable"),
    "identical": N_("the same"),
    "changed": N_("changed"),
    "equal": N_("of these only written otherwise"),
    "renumbered": N_("with another number"),
    "lost": N_("lost"),
    "added": N_("added"),
    "changes": N_("Changes by field"),
    "groups": N_("Duplicates: {groups} groups, {records} records; pairs to look at: {look}"),
    "keep": N_("is kept"),
    "join": N_("is merged"),
    "look": N_("to look at"),
    "first-of-all": N_("Shown: the first {count} groups and pairs; --out FILE writes them all."),
    "large": N_("{count} keys are on more than {largest} records; these were not compared."),
    "would": N_("{records} records would be mended (of {all})."),
    "did": N_("{records} records were mended (of {all})."),
    "by-owner": N_("Whose records"),
    "nobody": N_("nobody's"),
    "shown": N_("Records shown: {shown} of {count}"),
    "withheld": N_("Left as they are, records: {count}"),
    "why-no-number": N_("no control number, so that it cannot be found again"),
    "why-number-twice": N_("several records have its control number"),
    "why-repaired": N_("damaged bytes: written anew, more would change"),
    "why-unsettled": N_("the corrections work against each other"),
    "why-not-writable": N_("what would come of it does not fit into a MARC record"),
    "why-gone": N_("not in this file"),
    "why-changed": N_("changed since the preview"),
    "why-unsure": N_("what is right cannot be known from the record: a person must look"),
    "why-refused": N_("a library that has it has not said yes"),
    "unread": N_("Could not be read, records: {count}; they were left as they are."),
    "no-such-owner": N_("no record has the owner {owners}; there are {known}"),
    "no-owners": N_("no record has an owner in {places}: name the field in a profile or plan"),
    "refused-of-plan": N_("--refused goes with --plan or --rules: what is put back is known"),
    "proved": N_(
        "Proved: what was mended is as it was shown, the other {count} records are the "
        "same byte for byte."
    ),
    "unproved": N_("NOT PROVED: do not load the corrected file. See applied.json."),
    "out-or-dry": N_("tell --out DIR, or --dry-run to see what would be changed"),
    "all-changes": N_("Every change, a line each: {path}"),
    "profile-of-rules": N_("--profile goes with --rules: a plan names its own"),
    "system-of-plan": N_("--system goes with --plan or --rules: what is put back is known"),
    "another-folder": N_("write to another folder: the old one is what undoes it"),
    "no-safe-fix": N_("no rule with a safe fix in this profile: {rules}"),
    "dask-wants": N_("--engine dask wants --scheduler ADDRESS, and --out in a shared folder"),
    "scheduler-wants": N_("--scheduler wants --engine dask"),
    "no-such-system": N_("no system {system} is known; there are {known}"),
    "same-names": N_("two of the files have one name: check them one by one"),
    "onto-itself": N_("tell another name: --out is the file that is read"),
    "records": N_("records"),
    "bytes": N_("bytes"),
    "types": N_("Material (LDR/06–07)"),
    "tags": N_("Fields: records, occurrences"),
}
# What argparse says to people, which it asks of gettext.
ARGPARSE: Final = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)
# What `diff` calls a kind of change; its list keeps the names of `compare.differences.Kind`.
_KINDS: Final = {
    "order": N_("another order"),
    "normalisation": N_("letters composed otherwise"),
    "whitespace": N_("spaces"),
    "punctuation": N_("punctuation"),
    "indicator": N_("indicator"),
    "case": N_("capital and small letters"),
    "subfield added": N_("subfield added"),
    "subfield removed": N_("subfield removed"),
    "subfield changed": N_("subfield changed"),
    "control": N_("control field changed"),
    "leader": N_("leader changed"),
    "field added": N_("field added"),
    "field removed": N_("field removed"),
}


def kind_word(kind: str, language: str) -> str:
    """A kind of change (`compare.differences.Kind`) in a language."""
    return translate(_KINDS[kind], language)


def word(name: str, language: str, **facts: object) -> str:
    return translate(_TEXTS[name], language, **facts)
