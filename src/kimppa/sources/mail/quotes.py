"""The text of an answer without the quoted letter. Pure.

Finnish, Swedish and English mail programs announce what they quote in some dozen ways; no library
known to us knows the Finnish ones. Each is told by whole lines, so that a sentence that happens to
hold the same words is left alone.
"""

import re

_DASHES = re.compile(
    r"^\s*[-_=]{2,}\s*(?:alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti|"
    r"ursprungligt meddelande|vidarebefordrat meddelande|original message|forwarded message)"
    r"\s*+[-_=]*+\s*+$",
    re.IGNORECASE,
)
# "ma 3.2.2025 klo 12.30 Kirjastot <palaute@…> kirjoitti:", also broken over two lines.
_WROTE = re.compile(
    r"^(?:.{0,200}\s(?:(?:kirjoitti|wrote)\s{0,9}|skrev(?:\s.{0,120})?):|"
    r"(?:on|den|le|ma|ti|ke|to|pe|la|su|mån|tis|ons|tors|fre|lör|sön)\b.{0,200}"
    r"(?:kirjoitti|skrev|wrote)(?:\s.{1,120})?:)\s*+$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^(?:on|den|ma|ti|ke|to|pe|la|su)\b.*\d", re.IGNORECASE)
_FROM = re.compile(r"^\s*\*?(?:lähettäjä|från|from)\s*:\*?\s*\S", re.IGNORECASE)
_FIELD = re.compile(
    r"^\s*\*?(?:lähetetty|päivämäärä|päiväys|vastaanottaja|kopio|aihe|skickat|datum|till|kopia|"
    r"ämne|sent|date|to|cc|subject)\s*:\*?",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"^\s*(?:lähetetty (?:iphonestani|samsung|android|outlook|sähköpostista)|"
    r"skickat från (?:min|outlook|mail)|sent from (?:my|outlook|mail)|hae outlook)",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The text without quotes, the announcement of a quote and a telephone's signature.

    When nothing would be left, the text stays whole: a forwarded letter is all its sender says.
    """
    text = text.replace("\r\n", "\n")
    lines = text.splitlines()
    own_lines = []
    for number, line in enumerate(lines):
        if _ends(lines, number):
            break
        if not line.lstrip().startswith(">") and not _SENT_FROM.match(line):
            own_lines.append(line)
    own_text = re.sub(r"\n{3,}", "\n\n", "\n".join(own_lines)).strip()
    return own_text or text.strip()


def _ends(lines: list[str], number: int) -> bool:
    """Whether what was answered begins at the line."""
    line = lines[number].strip().lstrip("*").strip()
    if not line or line.startswith(">"):
        return False
    if _DASHES.match(line) or _WROTE.match(line):
        return True
    if re.fullmatch(r"_{10,}", line):
        return _header_follows(lines, number + 1)
    if _BEGINS.match(line) and number + 1 < len(lines):
        return bool(_WROTE.match(f"{line} {lines[number + 1].strip()}"))
    return bool(_FROM.match(line)) and _header_follows(lines, number)


def _header_follows(lines: list[str], number: int) -> bool:
    """Whether these are the head of a letter: From, and two more of its fields."""
    next_lines = [line for line in lines[number : number + 8] if line.strip()]
    begins = any(_FROM.match(line) for line in next_lines[:2])
    return begins and sum(bool(_FIELD.match(line)) for line in next_lines) >= 2
