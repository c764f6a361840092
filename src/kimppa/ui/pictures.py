"""The form field for a picture: it gives the picture as it will be kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.files.pictures import MOST_BYTES, Picture, PictureError, accept
from kimppa.ui.forms import FileField

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif")


class PictureField(FileField):
    """A picture, decoded while no transaction waits; says why one is not taken."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(types=ENDINGS, max_bytes=MOST_BYTES, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Picture | None:
        """The picture written anew; None when none was sent. Raises ValidationError."""
        upload = super().clean(data, initial)
        try:
            return accept(upload.read()) if upload else None
        except PictureError as error:
            raise ValidationError(refusal(error.code)) from error


def refusal(code: str) -> str:
    """What to do about a picture that is not taken, by the code of its PictureError."""
    return {
        "large": _("The picture is too large: at most 8 MB. Make it smaller and send it again."),
        "heic": _(
            "This is a HEIC picture, which web pages do not show. On the phone choose “Most"
            " compatible” in the camera's settings, or send a JPEG."
        ),
        "kind": _("This is no picture that can be used. Send a JPEG, PNG, WebP or GIF."),
        "broken": _("The picture is damaged. Send it again, or another one."),
        "pixels": _("The picture has too many pixels: at most 40 million."),
    }[code]
