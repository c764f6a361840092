"""Taking keys out of a text that somebody keeps: a log, the message of a job that failed. Pure."""

import re

# A long part of a path that is made of letters and digits at random, whatever address it is of.
_RANDOM = re.compile(
    r"(?<=/)(?=[A-Za-z0-9_:=~-]*[0-9])(?=[A-Za-z0-9_:=~-]*[A-Za-z])[A-Za-z0-9_:=~-]{22,}"
    r"(?:\.[A-Za-z0-9_:=~-]{22,})*"
)
# Keys in queries, headers and forms, whoever writes them down: ours, and of services we ask.
_KEY_VALUE = re.compile(
    r"""((?i:(?:token|secret|password|api[_-]?key)[\w-]{0,40}|[?&](?:key|code|state|sig))
    ["']?\s*[=:]\s*["']?)(?!…)[^\s&"',;<>]{4,}""",
    re.VERBOSE,
)
_AUTHORIZATION = re.compile(r"(?i)\b(Bearer|Basic)\s+[\w.~+/=:-]{8,}")
_TOKEN = re.compile(r"\bkimppa_[0-9A-Za-z]{8,}")


def without_keys(text: str) -> str:
    """The text without tokens, passwords and the random parts of addresses."""
    text = _AUTHORIZATION.sub(r"\1 …", _TOKEN.sub("kimppa_…", text))
    return _RANDOM.sub("…", _KEY_VALUE.sub(r"\1…", text))
