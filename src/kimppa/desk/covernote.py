"""The cover note with which a delivery is passed on in the municipality. Pure text."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _


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


def cover_note(
    *, title: str, year: int, municipality: str, provisional: bool, sender: str, check_url: str
) -> CoverNote:
    """A short letter in the active language, ready to send with the files attached."""
    lines = [
        _("Hello,"),
        "",
        _("attached is “%(title)s” for %(municipality)s, concerning the year %(year)s.")
        % {"title": title, "municipality": municipality, "year": year},
        _(
            "It tells what the libraries have done together under the agreement on producing "
            "library services, and what %(municipality)s has got."
        )
        % {"municipality": municipality},
    ]
    if provisional:
        lines.append(_("The document is provisional: not every municipality has confirmed it yet."))
    lines += [
        "",
        _("Anyone who has the file can check that it is the genuine, newest version: %(url)s")
        % {"url": check_url},
        "",
        _("Best regards,"),
        sender,
    ]
    return CoverNote(f"{title} – {municipality}", "\n".join(lines))
