"""Regular expressions of fixes: Python's, bounded in their time and in what they write.

`regex` reads what `re` reads and can be stopped: a pattern that would go on for hours ends the work
with its name (docs/decisions/0110).
"""

import re
from typing import Final

from kimppa.marc.rules.regexes import odd_signs, refuse_large
from kimppa.marc.rules.spec import RuleError, Spec
from kimppa.marc.translation import N_, Message, reason

LONGEST: Final = 1000  # characters of a pattern, and of what is written in its place
SECONDS: Final = 5  # of the processor, for one text
LONGEST_TEXT: Final = 10_000  # characters; ISO 2709 gives a field 9,999 bytes

# What `re` does not have and `regex` would read in another way.
_UNSUPPORTED: Final = re.compile(r"(?<!\\)(?:\\\\)*\(\?(?:#|[a-zA-Z-]*x)")
_ODD: Final = N_("write a backslash before a brace that counts nothing; no (?x), no (?#, no [:")


class Expression:
    """The regular expression under a key. Raises RuleError."""

    def __init__(self, spec: Spec, key: str = "pattern") -> None:
        import regex  # 80 ms, which a desk that mends nothing does not wait for

        self._spec, self._key = spec, key
        self._text = spec.text(key)
        try:
            _refuse_unfit(self._text)
            self._regex = regex.compile(self._text)
        except (re.error, regex.error, RecursionError, OverflowError) as error:
            raise spec.wrong(
                key, Message("not a regular expression: {why}", why=reason(error))
            ) from error
        except ValueError as error:
            raise spec.wrong(key, reason(error)) from error

    def try_out(self, template: str) -> None:
        r"""Raise RuleError for a text that names groups (\1) which are not there."""
        if len(template) > LONGEST:
            raise self._spec.wrong(
                "with", Message("the text is longer than {limit} characters", limit=LONGEST)
            )
        import regex

        # The same groups without what they match: the pattern itself may take long.
        names = {number: name for name, number in self._regex.groupindex.items()}
        groups = (
            f"(?P<{names[number]}>)" if number in names else "()"
            for number in range(1, self._regex.groups + 1)
        )
        match = regex.match("".join(groups), "")
        assert match is not None
        try:
            match.expand(template).encode()
        except (regex.error, IndexError, ValueError, OverflowError) as error:
            raise self._spec.wrong(
                "with", Message("not a text for this pattern: {why}", why=reason(error))
            ) from error

    def replaced(self, text: str, template: str) -> str:
        """The text with every match replaced; too long a one stays as it is. Raises RuleError."""
        if len(text) > LONGEST_TEXT:
            return text
        parts, position, size = [], 0, 0
        try:
            for match in self._regex.finditer(text, timeout=SECONDS):
                part = match.expand(template)
                parts += [text[position : match.start()], part]
                position, size = match.end(), size + len(part)
                if size > LONGEST_TEXT:
                    return text
        except TimeoutError:
            raise self._slow() from None
        return "".join([*parts, text[position:]])

    def whole(self, text: str) -> bool:
        """Whether the whole text matches. Raises RuleError."""
        try:
            return self._regex.fullmatch(text, timeout=SECONDS) is not None
        except TimeoutError:
            raise self._slow() from None

    def _slow(self) -> RuleError:
        return self._spec.wrong(self._key, N_("it takes too long on a text: write it simpler"))


def _refuse_unfit(text: str) -> None:
    refuse_large(text, LONGEST)
    if _UNSUPPORTED.search(text) or odd_signs(text):
        raise ValueError(_ODD)
    re.compile(text)
