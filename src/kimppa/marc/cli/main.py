"""The arguments of `kimppa marc`, and what is done with a command's end."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from kimppa.marc.cli.sayings import said
from kimppa.marc.cli.words import LANGUAGES, asked, preferred, word

FINE, FOUND, WRONG_USE = 0, 1, 2
_FORMATS: Final = ("iso2709", "marcxml", "json", "lines")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. 0 is fine, 1 findings or refused input, 2 wrong use."""
    _spare_the_terminal()
    given = _parser(asked(sys.argv[1:] if arguments is None else arguments)).parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = import_module(given.module).run
    # After the arguments: reading them does not wait for the engine.
    from kimppa.marc.cli.alone import InUseError
    from kimppa.marc.cli.refusals import of_a_rule, of_the_system, refusal
    from kimppa.marc.reading import MarcFileError
    from kimppa.marc.rules.spec import RuleError

    try:
        return run(given)
    except MarcFileError as error:
        return _refused(refusal(error, given.language))
    except InUseError as error:
        _refused(word("in-use", given.language, path=error.folder))
        return WRONG_USE
    except RuleError as error:
        return _refused(of_a_rule(error, given.language))
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


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the terminal's language."""

    def __init__(self, *args: Any, language: str = LANGUAGES[0], **kwargs: Any) -> None:
        self.language = language
        super().__init__(*args, **kwargs)

    def error(self, message: str) -> NoReturn:
        """Say what was asked wrongly; exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}: {said(message, self.language)}\n")

    def format_usage(self) -> str:
        """The usage."""
        return self._spoken(super().format_usage())

    def format_help(self) -> str:
        """The help: headings by argparse, the rest by us."""
        for action in self._actions:
            action.help = action.help and said(action.help, self.language)
            for one in getattr(action, "_choices_actions", ()):
                one.help = said(f"{one.help.capitalize()}.", self.language).rstrip(".").lower()
        for group in self._action_groups:
            group.title = group.title and said(group.title, self.language)
        self.description = self.description and said(self.description, self.language)
        return self._spoken(super().format_help())

    def _spoken(self, text: str) -> str:
        return text.replace("usage:", said("usage:", self.language), 1)


def _parser(language: str) -> argparse.ArgumentParser:
    parser = _Parser("kimppa marc", description="MARC 21 records of any file.", language=language)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    command = partial(_command, commands, language)
    _check(command("check", "checking", "find what is wrong in a file, by rules"))
    convert = command("convert", "converting", "write a file in another format")
    convert.add_argument("file", type=Path, metavar="FILE")
    convert.add_argument("--to", choices=_FORMATS, default="iso2709", help="iso2709 unless told")
    convert.add_argument("--out", type=Path, required=True, metavar="FILE")
    diff = command("diff", "differing", "compare two exports of a catalogue")
    diff.add_argument("file", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--owner", default="", help="whose records without a 003 are")
    diff.add_argument("--out", type=Path, metavar="FILE", help="a tab-separated line a change")
    twins = command("duplicates", "duplicating", "find records that are one")
    twins.add_argument("files", type=Path, nargs="+", metavar="FILE")
    twins.add_argument("--out", type=Path, metavar="FILE", help="a tab-separated line a record")
    twins.add_argument(
        "--judged",
        type=Path,
        metavar="FILE",
        help="what people have said of pairs",
    )
    _fix(command("fix", "mending", "make the corrections of a plan"))
    stats = command("stats", "counting", "count what a file has")
    stats.add_argument("files", type=Path, nargs="+", metavar="FILE")
    return parser


def _command(
    commands: "argparse._SubParsersAction[_Parser]",
    language: str,
    name: str,
    module: str,
    told: str,
) -> argparse.ArgumentParser:
    described = told.capitalize() + "."
    made = commands.add_parser(name, help=told, description=described, language=language)
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
