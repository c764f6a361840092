"""The tables of the room."""

from kimppa.eresources.models.caps import Cap as Cap
from kimppa.eresources.models.caps import CapReading as CapReading
from kimppa.eresources.models.licences import CostShare as CostShare
from kimppa.eresources.models.licences import Document as Document
from kimppa.eresources.models.licences import Licence as Licence
from kimppa.eresources.models.licences import Material as Material
from kimppa.eresources.models.licences import Member as Member
from kimppa.eresources.models.licences import Period as Period
from kimppa.eresources.models.orders import BudgetLine as BudgetLine
from kimppa.eresources.models.orders import Move as Move
from kimppa.eresources.models.orders import Order as Order
from kimppa.eresources.models.orders import Principle as Principle
from kimppa.eresources.models.records import RecordFile as RecordFile
from kimppa.eresources.models.records import TitleRecord as TitleRecord
from kimppa.eresources.models.usage import UsageCount as UsageCount
from kimppa.eresources.models.usage import UsageFile as UsageFile
from kimppa.eresources.models.usage import UsageYear as UsageYear
