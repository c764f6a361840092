"""Content encodings: which one a visitor takes, and making it."""

import gzip

import brotli

# By how well they pack.
KNOWN = ("br", "gzip")
SMALLEST = 1024  # below this, packing saves less than its header costs
_TEXTS = ("text/", "application/json", "application/xml", "application/ld+json", "image/svg+xml")


def accepted(header: str) -> str:
    """The best encoding that an Accept-Encoding header takes; "" = as it is."""
    if not header:
        return ""
    taken = {name for name, quality in preferences(header) if quality > 0}
    return next((name for name in KNOWN if name in taken), "")


def preferences(header: str) -> list[tuple[str, float]]:
    """Names with their q-values (RFC 9110 §12.4.2), in the header's order; what is no number is
    taken for 0."""
    found = []
    for item in header.split(","):
        name, _, parameter = item.strip().partition(";")
        quality = 1.0
        if parameter.strip().lower().startswith("q="):
            try:
                quality = float(parameter.strip()[2:])
            except ValueError:
                quality = 0.0
        found.append((name.strip().lower(), quality))
    return found


def packs(content_type: str, size: int) -> bool:
    """Whether packing is worth it: text of more than a kilobyte."""
    kind = content_type.lower()
    return size >= SMALLEST and (kind.startswith(_TEXTS) or "+xml" in kind or "+json" in kind)


def packed(body: bytes, encoding: str) -> bytes:
    """The body in an encoding of `KNOWN`. The same body gives the same bytes."""
    if encoding == "br":
        made: bytes = brotli.compress(body, quality=5)
        return made
    return gzip.compress(body, compresslevel=6, mtime=0)
