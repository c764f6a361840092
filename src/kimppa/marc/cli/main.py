"""The arguments of `kimppa marc`, and what is done with a command's end."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from pathlib import Path
from typing import Final

from kimppa.marc.cli.words import LANGUAGES, preferred, word

FINE, FOUND, WRONG_USE = 0, 1, 2
_FORMATS: Final = ("iso2709", "marcxml", "json", "lines")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. 0 is fine, 1 findings or refused input, 2 wrong use."""
    _spare_the_terminal()
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = import_module(given.module).run
    # After the arguments: reading them does not wait for the engine.
    from kimppa.marc.cli.refusals import of_the_system, refusal
    from kimppa.marc.reading import MarcFileError
    from kimppa.marc.rules.spec import RuleError

    try:
        return run(given)
    except MarcFileError as error:
        return _refused(refusal(error, given.language))
    except RuleError as error:
        return _refused(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND  # nobody reads on: `| head`
    except OSError as error:
        return _refused(of_the_system(error, given.language))
    except BrokenProcessPool:
        return _refused(word("died", given.language))
    except KeyboardInterrupt:
        kept = getattr(given, "out", None) and given.command == "check"
        return _refused(word("stopped" if kept else "stopped-anew", given.language))


def _spare_the_terminal() -> None:
    """A terminal that is not UTF-8 shows a question mark for what it does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _refused(why: str) -> int:
    sys.stderr.write(f"kimppa marc: {why}\n")
    return FOUND


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kimppa marc", description="MARC 21 records of any file.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _check(_command(commands, "check", "checking", "find what is wrong in a file, by rules"))
    convert = _command(commands, "convert", "converting", "write a file in another format")
    convert.add_argument("file", type=Path, metavar="FILE")
    convert.add_argument("--to", choices=_FORMATS, default="iso2709", help="iso2709 unless told")
    convert.add_argument("--out", type=Path, required=True, metavar="FILE")
    diff = _command(commands, "diff", "differing", "compare two exports of a catalogue")
    diff.add_argument("file", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--owner", default="", help="whose records without a 003 are")
    diff.add_argument("--out", type=Path, metavar="FILE", help="a tab-separated line a change")
    twins = _command(commands, "duplicates", "duplicating", "find records that are one")
    twins.add_argument("files", type=Path, nargs="+", metavar="FILE")
    twins.add_argument("--out", type=Path, metavar="FILE", help="a tab-separated line a record")
    _fix(_command(commands, "fix", "mending", "make the corrections of a plan"))
    stats = _command(commands, "stats", "counting", "count what a file has")
    stats.add_argument("files", type=Path, nargs="+", metavar="FILE")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    module: str,
    told: str,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=told, description=told.capitalize() + ".")
    made.set_defaults(module=f"kimppa.marc.cli.{module}")
    made.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    made.add_argument(
        "--language", choices=LANGUAGES, default=preferred(), help="the terminal's unless told"
    )
    return made


def _rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        default="louna",
        help="louna (unless told), strict, pre-migration, …, or a file",
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
        help="rules of one's own beside ours; may be told several times",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where reports and tables go")
    parser.add_argument("--workers", type=_positive, metavar="N", help="processes; one a core")
    parser.add_argument("--engine", choices=("processes", "dask"), default="processes")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of dask, such as tcp://host:8786")


def _fix(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--plan", type=Path, metavar="PLAN", help="a correction plan, TOML or JSON")
    what.add_argument(
        "--rules", type=_names, metavar="RULE,…", help="rules with a safe fix, without a plan"
    )
    what.add_argument(
        "--undo", type=_folder, metavar="DIR", help="put back what was written to this folder"
    )
    parser.add_argument("--profile", help="with --rules: louna (unless told), …, or a file")
    parser.add_argument(
        "--refused",
        type=_names,
        default=[],
        metavar="OWNER,…",
        help="whose records are left alone: libraries that have not said yes",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="the corrected file and its proof")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be changed")


def _names(text: str) -> list[str]:
    return [one for one in (part.strip() for part in text.split(",")) if one]


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder")
    return path


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes")
    return int(text)
