"""Why the system or a file of rules is refused, in the terminal's language."""

import errno
import io
import re
from typing import Final

from kimppa.marc.cli.messages import word
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.translation import translate


def of_a_rule(error: RuleError, language: str) -> str:
    """The file of rules, a profile or a plan; the key in it, and what to do."""
    place = f"{error.path}: {error.key}" if error.key else str(error.path)
    return f"{place}: {translate(error.what, language)}"


_SYSTEM: Final = {
    errno.ENOENT: "no-such-file",
    errno.EISDIR: "is-a-folder",
    errno.ENOTDIR: "not-a-folder",
    errno.EEXIST: "not-a-folder",
    errno.EACCES: "not-allowed",
    errno.EPERM: "not-allowed",
    errno.EROFS: "not-allowed",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
}

_CODE: Final = re.compile(r"\(os error (\d+)\)")


def of_the_system(error: OSError, language: str) -> str:
    """What kept a file from being read or written, and what to do; rare reasons as the system
    says them."""
    place = f"{error.filename}: " if error.filename else ""
    if isinstance(error, io.UnsupportedOperation):
        return place + word("a-pipe", language)
    match = _CODE.search(str(error))  # Polars knows the reason and gives no number
    if name := _SYSTEM.get(error.errno or int(match[1] if match else 0)):
        return place + word(name, language)
    return f"{place}{error.strerror or error}"
