"""Office files are zip archives of XML; two of the same content should be the same bytes."""

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip archive can state


def with_fixed_times(archive: bytes) -> bytes:
    """The same archive with every member's time set to 1980-01-01."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(member))
    return out.getvalue()
