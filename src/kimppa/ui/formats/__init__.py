"""How days and numbers are written and read in Finland, whatever the language."""
