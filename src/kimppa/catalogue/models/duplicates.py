"""Searches for duplicates, and what people have said of pairs of records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.sourced import Sourced
from kimppa.jobs.models import Run


class Search(Sourced):
    """A search for duplicates in a checked export; the groups lie in the check's folder."""

    check_of = models.OneToOneField("catalogue.Check", models.CASCADE, related_name="search")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    failure = models.CharField(_("what went wrong"), max_length=500, blank=True)
    found_at = models.DateTimeField(_("searched"), null=True)
    compared = models.BigIntegerField(_("pairs compared"), default=0)
    groups = models.BigIntegerField(_("groups"), default=0)
    records = models.BigIntegerField(_("records in groups"), default=0)
    doubtful = models.BigIntegerField(_("doubtful pairs"), default=0)
    oversized = models.BigIntegerField(_("keys that too many records share"), default=0)

    def __str__(self) -> str:
        return str(self.check_of)

    @property
    def moving(self) -> bool:
        run = self.run
        return run is not None and run.state in {Run.State.WAITING, Run.State.RUNNING}


class Pair(Sourced):
    """Two records by their numbers, "(003)001", in alphabetical order, and whether they are one.

    Remembered in every later search, whatever happens to the rest of the records.
    """

    a = models.CharField(_("one record"), max_length=120)
    b = models.CharField(_("the other record"), max_length=120)
    same = models.BooleanField(_("the same"))
    note = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-said_at"]
        constraints = [models.UniqueConstraint(fields=["a", "b"], name="catalogue_pair_once")]

    def __str__(self) -> str:
        return f"{self.a} {self.b}"
