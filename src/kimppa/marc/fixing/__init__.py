"""A rule's fix on a record. How to write one: docs/developer/rules.md."""
