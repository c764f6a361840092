"""The service agreement: its text read into clauses and duties, and what has been done for each."""
