"""The checks V01-V35: conditions read as data, evaluated over a municipality's year."""
