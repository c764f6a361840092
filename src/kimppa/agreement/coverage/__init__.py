"""What of the agreement is done, clause by month: counted, drawn, written out."""
