"""Bringing in many events at once: from a workbook, CSV, a calendar or another Linked Events."""
