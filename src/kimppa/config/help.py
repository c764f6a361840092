"""What `kimppa` says of itself: its commands, and what to do with the instance at hand.

Nothing here needs settings or a database, so that help is there when they are broken.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from kimppa.operations import env
from kimppa.operations.messages import gettext as _
from kimppa.operations.messages import gettext_noop

# Heading, and for each command its usual words and what it is for.
GROUPS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        gettext_noop("Begin"),
        {
            "demo": gettext_noop("an example consortium to try, served at once"),
            "setup --name NAME --email EMAIL": gettext_noop("an empty instance of your own"),
            "restore FILE": gettext_noop("an instance out of a backup"),
        },
    ),
    (
        gettext_noop("Run an instance"),
        {
            "serve": gettext_noop("the web server"),
            "worker": gettext_noop("letters, schedules, work in the background"),
            "check": gettext_noop("what is wrong, and what to do about it"),
            "backup --out FILE|DIR": gettext_noop("the whole instance in one file"),
            "move-to-postgres --to ADDRESS": gettext_noop("from SQLite to PostgreSQL"),
            "search rebuild|check": gettext_noop("the search index: make anew, compare"),
            "person link EMAIL": gettext_noop("a new one-time sign-in link"),
            "person export|erase EMAIL": gettext_noop("what is held on one person"),
        },
    ),
    (
        gettext_noop("The consortium's work"),
        {
            "agreement import FILE": gettext_noop("an agreement's text into its lines"),
            "report programme|realisation YEAR": gettext_noop("documents of each municipality"),
            "statistics import|check|freeze|sheet": gettext_noop("figures and sheets of a year"),
            "statistics recompute YEAR": gettext_noop("figures made again from their files"),
            "feedback import|undo": gettext_noop("feedback from a file"),
        },
    ),
    (
        gettext_noop("Files alone, without an instance"),
        {
            "eresources read FILE…": gettext_noop("the use of e-resources: COUNTER, E-kirjasto"),
            "eresources records FILE…": gettext_noop("records of e-resources: form, ONIX, MARC"),
            "marc check|fix FILE": gettext_noop("faults, and agreed corrections"),
            "marc convert|stats FILE": gettext_noop("another format; counts"),
            "marc diff|duplicates FILE…": gettext_noop("what differs; what is the same"),
        },
    ),
    (
        gettext_noop("Besides"),
        {
            "help [COMMAND]": gettext_noop("all commands, or the options of one"),
            "django COMMAND": gettext_noop("Django's own: migrate, shell and others"),
            "version": gettext_noop("which version this is"),
        },
    ),
)
PURPOSES = {usage: purpose for _heading, group in GROUPS for usage, purpose in group.items()}
NAMES = {usage.partition(" ")[0] for usage in PURPOSES}
EXAMPLES = (
    "kimppa demo --port 8001",
    "kimppa check --public",
    "kimppa report realisation 2025 --municipality all --out reports --draft",
    "kimppa marc check records.mrc --out findings",
)


def instance_folder() -> Path:
    """The instance folder, which may not be there yet. Raises EnvironmentVariableError."""
    return Path(env.text("KIMPPA_HOME", "var")).absolute()


def overview() -> Iterator[str]:
    """Lines: every command with what it is for, examples, and where data lies."""
    yield _("Kimppa, the shared desk of a library consortium")
    for heading, group in GROUPS:
        yield from ("", _(heading), *_usage_lines(group))
    yield from ("", _("Examples"), *(f"  {example}" for example in EXAMPLES), "")
    folder = _("All data lies in the folder that KIMPPA_HOME names, now %(home)s.")
    yield folder % {"home": instance_folder()}
    yield _("Exit codes: 0 fine, 1 findings or refused input, 2 wrong use.")


def first_steps() -> Iterator[str]:
    """Lines: what to do in a folder without an instance."""
    text = _("There is nothing in %(home)s (KIMPPA_HOME) yet. Begin with one of these:")
    yield text % {"home": instance_folder()}
    yield from _usage_lines([*GROUPS[0][1], "help [COMMAND]"], prefix="kimppa ")


def next_steps(*, name: str, address: str, is_served: bool) -> Iterator[str]:
    """Lines: what the instance is, where it answers, and how it is run."""
    text = _("%(name)s, in %(home)s (KIMPPA_HOME).")
    yield text % {"name": name, "home": instance_folder()}
    text = _("It answers at %(address)s.") if is_served else _("Once served: %(address)s.")
    yield text % {"address": address}
    yield from _usage_lines(["serve", "worker", "check", "help [COMMAND]"], prefix="kimppa ")


def _usage_lines(usages: Iterable[str], *, prefix: str = "") -> Iterator[str]:
    for usage in usages:
        yield f"  {prefix + usage:<40}{_(PURPOSES[usage])}"


def unknown(name: str, django: Iterable[str]) -> str:
    """What to say of a command that is none; `django` has the names of Django's."""
    spellings = {command: f"django {command}" for command in django}
    spellings |= {command: command for command in NAMES}
    for near_spelling in get_close_matches(name, spellings, n=1):
        text = _("There is no command %(name)s. Did you mean: kimppa %(nearest)s")
        return text % {"name": name, "nearest": spellings[near_spelling]}
    return _("There is no command %(name)s. All commands: kimppa help") % {"name": name}
