"""The agreement card: terms, members, periods, notice days, shares and renewal."""
