"""Records → ISO 2709, MARCXML, MARC-in-JSON and lines; what is not changed keeps its bytes."""

from kimppa.marc.writing.files import Written, convert, encoded, replaced, write
from kimppa.marc.writing.iso2709 import encode

__all__ = ["Written", "convert", "encode", "encoded", "replaced", "write"]
