"""COUNTER reports of release 5 and 5.1: master reports and standard views, tabular and JSON."""
