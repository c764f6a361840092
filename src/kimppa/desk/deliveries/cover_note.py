"""The cover note with which a delivery is passed on in the municipality. Pure text."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Document:
    """What the note tells of: `version` and `date` as people read them; `public` when the public
    version of it is attached.
    """

    title: str
    kind: str
    year: int
    version: int
    date: str
    municipality: str
    provisional: bool = False
    reason: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class CoverNote:
    """A letter to copy, and the same as an address that opens the mail program."""

    subject: str
    body: str

    @property
    def mailto(self) -> str:
        """RFC 6068: everything percent-encoded, lines parted by CRLF."""
        body = quote(self.body.replace("\n", "\r\n"), safe="")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={body}"

    @property
    def rows(self) -> int:
        """How many lines high a box has to be to show the letter."""
        return sum(1 + len(line) // 75 for line in self.body.split("\n")) + 1


def cover_note(document: Document, *, consortium: str, sender: str, check_url: str) -> CoverNote:
    """A short letter in the active language, ready to send with the files attached."""
    params = {
        "title": document.title,
        "place": document.municipality,
        "year": document.year,
        "version": document.version,
        "date": document.date,
        "consortium": consortium,
    }
    lines = [
        _("Hello,"),
        "",
        _attached_words(document) % params,
        _("It was delivered to our library on %(date)s (version %(version)s, by %(consortium)s).")
        % params,
    ]
    if document.reason:
        lines.append(
            _("It replaces the version sent earlier. Reason: %(reason)s")
            % {"reason": document.reason}
        )
    if document.provisional:
        lines.append(_("It is provisional: a final version follows."))
    lines += [
        "",
        _("Anyone who has the file can check that it is genuine and the newest version:"),
        check_url,
        "",
        _("Best regards,"),
        sender,
    ]
    return CoverNote(f"{document.title} – {document.municipality}", "\n".join(lines))


def _attached_words(document: Document) -> str:
    if document.public:
        return _("attached is the public version of “%(title)s” (%(place)s, year %(year)s).")
    return _("attached is “%(title)s” (%(place)s, year %(year)s).")
