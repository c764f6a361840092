"""What the index knows of each document; the lexemes stand in a table of the database's own kind.

See `core.search.engines` for that table, which differs between SQLite and PostgreSQL.
"""

from django.db import models


class SearchDocument(models.Model):
    """One thing that words find. `kind` and `row` name the object: `desk.task` 12.

    `names` are what it is called, one a line, for spelling. `places` are the municipalities it
    concerns, as ids between spaces, empty = all or none: for narrowing a search, not for deciding
    who may see it.
    """

    kind = models.CharField(max_length=60)
    row = models.BigIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    names = models.TextField(blank=True)
    places = models.CharField(max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    date = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="core_search_once")]

    def __str__(self) -> str:
        return self.title


class SearchWaiting(models.Model):
    """A write that the index has not taken in yet; comes and goes with the write's transaction."""

    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class SearchState(models.Model):
    """What the index was built with and for; the one row is also what writers of it wait for."""

    vendor = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.vendor} {self.version}"
