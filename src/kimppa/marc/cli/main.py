"""The arguments of `kimppa marc`, and what is done with a command's end."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from gettext import gettext as _
from importlib import import_module
from pathlib import Path
from typing import Final

from kimppa.marc.cli.messages import word
from kimppa.marc.cli.parsing import FOUND, WRONG_USE, Parser, spare_the_terminal
from kimppa.marc.translation import (
    LANGUAGES,
    installed,
    requested_language,
    terminal_language,
)

_FORMATS: Final = ("iso2709", "marcxml", "json", "lines")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. 0 is fine, 1 findings or refused input, 2 wrong use."""
    spare_the_terminal()
    language = requested_language(sys.argv[1:] if arguments is None else arguments)
    with installed(language):
        options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = import_module(options.module).run
    # After the arguments: reading them does not wait for the engine.
    from kimppa.marc.cli.refusals import InUseError, of_a_rule, of_the_system
    from kimppa.marc.reading import MarcFileError
    from kimppa.marc.rules.spec import RuleError

    try:
        return run(options)
    except MarcFileError as error:
        return _print_refusal(error.text(options.language))
    except InUseError as error:
        _print_refusal(word("in-use", options.language, path=error.folder))
        return WRONG_USE
    except RuleError as error:
        return _print_refusal(of_a_rule(error, options.language))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND  # nobody reads on: `| head`
    except OSError as error:
        return _print_refusal(of_the_system(error, options.language))
    except BrokenProcessPool:
        return _print_refusal(word("died", options.language))
    except KeyboardInterrupt:
        resumable = getattr(options, "out", None) and options.command == "check"
        return _print_refusal(word("stopped" if resumable else "stopped-anew", options.language))


def _print_refusal(reason: str) -> int:
    from kimppa.marc.cli.refusals import refuse

    refuse(reason)
    return FOUND


def _parser() -> argparse.ArgumentParser:
    parser = Parser("kimppa marc", description=_("MARC 21 records of any file."))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    command = partial(_command, commands)
    _check(command("check", "checking", _("Find what is wrong in a file, by rules.")))
    convert = command("convert", "converting", _("Write a file in another format."))
    convert.add_argument("file", type=Path, metavar="FILE")
    convert.add_argument("--to", choices=_FORMATS, default="iso2709", help=_("iso2709 unless told"))
    convert.add_argument("--out", type=Path, required=True, metavar="FILE")
    diff = command("diff", "differing", _("Compare two exports of a catalogue."))
    diff.add_argument("file", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--owner", default="", help=_("whose records without a 003 are"))
    diff.add_argument("--out", type=Path, metavar="FILE", help=_("a tab-separated line a change"))
    duplicates = command("duplicates", "duplicating", _("Find records that are one."))
    duplicates.add_argument("files", type=Path, nargs="+", metavar="FILE")
    duplicates.add_argument(
        "--out", type=Path, metavar="FILE", help=_("a tab-separated line a record")
    )
    duplicates.add_argument(
        "--judged",
        type=Path,
        metavar="FILE",
        help=_("what people have said of pairs"),
    )
    _fix(command("fix", "mending", _("Make the corrections of a plan.")))
    stats = command("stats", "counting", _("Count what a file has."))
    stats.add_argument("files", type=Path, nargs="+", metavar="FILE")
    return parser


def _command(
    commands: "argparse._SubParsersAction[Parser]", name: str, module: str, description: str
) -> argparse.ArgumentParser:
    summary = description[:1].lower() + description[1:].removesuffix(".")
    parser = commands.add_parser(name, help=summary, description=description)
    parser.set_defaults(module=f"kimppa.marc.cli.{module}")
    parser.add_argument(
        "--json", action="store_true", help=_("the result as JSON on standard output")
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=terminal_language(),
        help=_("the terminal's unless told"),
    )
    return parser


def _rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        default="shared",
        help=_("shared (unless told), strict, pre-migration, …, or a file"),
    )


def _system(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--system",
        metavar="SYSTEM,…",
        help=_("whose own fields are left out: aleph, koha, …, or none; as recognised unless told"),
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _rules(parser)
    parser.add_argument(
        "--rules",
        type=_folder,
        action="append",
        default=[],
        metavar="FOLDER",
        help=_("rules of one's own beside ours; may be told several times"),
    )
    _system(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help=_("where reports and tables go"))
    parser.add_argument(
        "--workers", type=_positive_number, metavar="N", help=_("processes; one a core")
    )
    parser.add_argument("--engine", choices=("processes", "dask"), default="processes")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help=_("of dask, such as tcp://host:8786")
    )


def _fix(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--plan", type=Path, metavar="PLAN", help=_("a correction plan, TOML or JSON")
    )
    source.add_argument(
        "--rules", type=_names, metavar="RULE,…", help=_("rules with a safe fix, without a plan")
    )
    source.add_argument(
        "--undo", type=_folder, metavar="DIR", help=_("put back what was written to this folder")
    )
    parser.add_argument("--profile", help=_("with --rules: shared (unless told), …, or a file"))
    _system(parser)
    parser.add_argument(
        "--refused",
        type=_names,
        default=[],
        metavar="OWNER,…",
        help=_("whose records are left alone: libraries that have not said yes"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=_("the corrected file and its proof; with --dry-run the log of every change"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("only tell what would be changed"))


def _names(text: str) -> list[str]:
    return [name for name in (part.strip() for part in text.split(",")) if name]


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(_("{path} is no folder").format(path=text))
    return path


def _positive_number(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("{value} is no number of processes").format(value=text))
    return int(text)
