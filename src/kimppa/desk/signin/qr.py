"""A QR code as SVG that needs no style and no script."""

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of empty border (ISO/IEC 18004 §9.1)


def qr_svg(text: str, label: str) -> SafeString:
    """The code, black on white whatever the colours of the page, with a text for those who
    cannot see it."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    modules: list[list[bool]] = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, line in enumerate(modules) for x, on in enumerate(line) if on
    )
    return format_html(
        '<svg class="k-qr" role="img" aria-label="{}" width="240" height="240" '
        'viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        label,
        len(modules),
        len(modules),
        dark,
    )
