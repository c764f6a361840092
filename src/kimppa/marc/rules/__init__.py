"""Rules as data: what is wrong in records, found in whole batches at once.

How to write one: docs/developer/rules.md.
"""
