"""The tables of the web library's pages, their changes, links and imports."""

from kimppa.pages.models.changes import DEVELOPMENT as DEVELOPMENT
from kimppa.pages.models.changes import PLATFORM as PLATFORM
from kimppa.pages.models.changes import Change as Change
from kimppa.pages.models.changes import Proof as Proof
from kimppa.pages.models.changes import Vote as Vote
from kimppa.pages.models.imports import Bringing as Bringing
from kimppa.pages.models.links import Link as Link
from kimppa.pages.models.pages import Check as Check
from kimppa.pages.models.pages import Page as Page
from kimppa.pages.models.pages import Text as Text
from kimppa.pages.models.pages import Version as Version
from kimppa.pages.models.pages import every_language as every_language
