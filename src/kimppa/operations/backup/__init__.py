"""Backup and restore of one instance; docs/operations/backup.md tells how it is used."""
