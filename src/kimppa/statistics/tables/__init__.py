"""The tables that a coordinator may change, version by version."""
