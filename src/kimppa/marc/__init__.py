"""The catalogue engine: MARC 21 records read, checked, compared, corrected and written.

A library and a command line of its own (`kimppa marc`); it knows no Django and no consortium.
How it is built: docs/developer/marc.md.
"""
