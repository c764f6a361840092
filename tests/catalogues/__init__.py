"""Made catalogues: as many records as wanted, with faults that are written down.

`catalogue` makes clean records like those of a Finnish consortium; `planted` puts one known defect
into some of them and says which; `damaged` breaks the bytes of some. What they tell is the ground
truth that rules, duplicates and readers are measured against; nothing here knows any rule.
"""

from tests.catalogues.catalogue import Made, catalogue
from tests.catalogues.consortium import Consortium, load, louna
from tests.catalogues.damage import WAYS, Damaged, damage, damaged
from tests.catalogues.defects import DEFECTS, Planted, inject, planted
from tests.catalogues.files import Written, write

__all__ = [
    "DEFECTS",
    "WAYS",
    "Consortium",
    "Damaged",
    "Made",
    "Planted",
    "Written",
    "catalogue",
    "damage",
    "damaged",
    "inject",
    "load",
    "louna",
    "planted",
    "write",
]
