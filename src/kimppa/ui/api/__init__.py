"""What every room's `api.py` is made of: `from kimppa.ui import api`.

Who asks, errors, paging and plain shapes. How to write one: docs/developer/api.md.
"""

from kimppa.ui.api.asked import Caller as Caller
from kimppa.ui.api.asked import Needs as Needs
from kimppa.ui.api.asked import caller as caller
from kimppa.ui.api.asked import token_of as token_of
from kimppa.ui.api.paging import Changed as Changed
from kimppa.ui.api.paging import Cursor as Cursor
from kimppa.ui.api.paging import Page as Page
from kimppa.ui.api.paging import page as page
from kimppa.ui.api.problems import invalid as invalid
from kimppa.ui.api.shapes import ById as ById
from kimppa.ui.api.shapes import Code as Code
from kimppa.ui.api.shapes import Day as Day
from kimppa.ui.api.shapes import Id as Id
from kimppa.ui.api.shapes import In as In
from kimppa.ui.api.shapes import Marked as Marked
from kimppa.ui.api.shapes import Moment as Moment
from kimppa.ui.api.shapes import Names as Names
from kimppa.ui.api.shapes import Number as Number
from kimppa.ui.api.shapes import Out as Out
from kimppa.ui.api.shapes import Text as Text
from kimppa.ui.api.shapes import Topic as Topic
from kimppa.ui.api.shapes import Words as Words
from kimppa.ui.api.shapes import Year as Year
from kimppa.ui.api.shapes import YearIn as YearIn
from kimppa.ui.api.shapes import address as address
from kimppa.ui.api.shapes import answer as answer
from kimppa.ui.api.shapes import created as created
from kimppa.ui.api.shapes import municipality_of as municipality_of
from kimppa.ui.api.shapes import names as names
from kimppa.ui.api.shapes import row_of as row_of
from kimppa.ui.api.shapes import service_of as service_of
from kimppa.ui.api.shapes import variable_of as variable_of
