"""The page kinds that every room is made of: `from kimppa.ui import pages as ui`.

How to write a table, a form, a row's page, a command and its undo: docs/developer/pages.md.
"""

from kimppa.ui.address import back_to as back_to
from kimppa.ui.guard import needs as needs
from kimppa.ui.guard import person_of as person_of
from kimppa.ui.pages.command import Buttons as Buttons
from kimppa.ui.pages.command import Command as Command
from kimppa.ui.pages.command import Refusal as Refusal
from kimppa.ui.pages.commands import Commands as Commands
from kimppa.ui.pages.fields import Fact as Fact
from kimppa.ui.pages.fields import columns as columns
from kimppa.ui.pages.fields import facts as facts
from kimppa.ui.pages.fields import filters as filters
from kimppa.ui.pages.fields import label as label
from kimppa.ui.pages.kinds import Action as Action
from kimppa.ui.pages.kinds import detail_page as detail_page
from kimppa.ui.pages.kinds import form_page as form_page
from kimppa.ui.pages.kinds import link as link
from kimppa.ui.pages.kinds import table_page as table_page
from kimppa.ui.pages.press import attempt as attempt
from kimppa.ui.pages.press import press as press
from kimppa.ui.seen import Guarded as Guarded
from kimppa.ui.seen import one_save_at_a_time as one_save_at_a_time
from kimppa.ui.sent import REFUSED as REFUSED
from kimppa.ui.sent import add_errors as add_errors
from kimppa.ui.sent import posted as posted
from kimppa.ui.tables import Choice as Choice
from kimppa.ui.tables import ChoiceFilter as ChoiceFilter
from kimppa.ui.tables import Column as Column
from kimppa.ui.tables import DayFilter as DayFilter
from kimppa.ui.tables import Table as Table
from kimppa.ui.undo import done as done
