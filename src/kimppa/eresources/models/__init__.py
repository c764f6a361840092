"""The tables of the room."""

from kimppa.eresources.models.licences import CostShare as CostShare
from kimppa.eresources.models.licences import Document as Document
from kimppa.eresources.models.licences import Licence as Licence
from kimppa.eresources.models.licences import Material as Material
from kimppa.eresources.models.licences import Member as Member
from kimppa.eresources.models.licences import Period as Period
