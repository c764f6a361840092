"""Migrations that make many tables, quickly."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, Migration, RunPython
from django.db.migrations.state import ProjectState


class NewTables(Migration):
    """A migration of nothing but `CreateModel`, constraints and indexes among its options, and
    `RunPython` for what Django has no model of.

    Django works out anew, table by table, the classes of all models that are related to the new
    one: with a hundred tables around the municipalities, most of the time that a new instance
    takes. Here they are worked out once, when the last table is known; tables may therefore point
    at later ones.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        """Make the tables; returns the state with them. Raises TypeError for another operation."""
        new_state = self._state_after(project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, new_state)
        return new_state

    def unapply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        """Remove the tables, the last one first; returns the state without them."""
        state_with_tables = self._state_after(project_state)
        for operation in reversed(self.operations):
            operation.database_backwards(
                self.app_label, schema_editor, state_with_tables, project_state
            )
        return project_state

    def _state_after(self, state: ProjectState) -> ProjectState:
        for operation in self.operations:
            if not isinstance(operation, CreateModel | RunPython):
                raise TypeError(f"{self} makes tables and nothing else, not {operation!r}")
        new_state = state.clone()
        new_state.__dict__.pop("apps", None)  # else every table would work the classes out
        self.mutate_state(new_state, preserve=False)
        return new_state
