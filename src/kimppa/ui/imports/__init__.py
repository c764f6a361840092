"""Pages of files that people bring in."""

from kimppa.ui.imports.forms import UploadForm as UploadForm
from kimppa.ui.imports.pages import Pages as Pages
