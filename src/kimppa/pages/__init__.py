"""Pages of the consortium's web library: who keeps them, checks, links, imports, changes."""
