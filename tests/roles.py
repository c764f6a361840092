"""The words in which each room's `tests/addressed.py` says who may open its addresses.

`READ` and `WRITE` tell by names of addresses what a GET and a POST answer: to Tammela's director
and staff, then to Ypäjä's director, staff and reader. `objects()` gives what stands in the place
of each address's argument: an object of the demo by the address's name, another argument by its
own name, or by both (`section:number`). src/kimppa/config/tests/test_roles.py asks them all.
"""

OK, NO, NONE = 200, 403, 404
WHO = ("Tammela director", "Tammela staff", "Ypäjä director", "Ypäjä staff", "Ypäjä reader")
ALL = (OK,) * 5
WRITERS = (OK, OK, OK, OK, NO)
DIRECTORS = (OK, NO, OK, NO, NO)
NOBODY = (NO,) * 5  # the coordinator alone
NOTHING = (NONE,) * 5  # there is no such thing in the demo
# What is Tammela's: others do not learn that it is there.
OWN = (OK, OK, NONE, NONE, NONE)
OWN_WRITERS = (OK, OK, NONE, NONE, NO)
