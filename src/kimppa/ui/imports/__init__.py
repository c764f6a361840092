"""Pages of files that people bring in."""

from kimppa.ui.imports.forms import UploadForm
from kimppa.ui.imports.pages import Pages

__all__ = ["Pages", "UploadForm"]
