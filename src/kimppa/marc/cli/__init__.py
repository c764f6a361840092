"""`kimppa marc …`: the engine on the command line. No database, no settings."""

from kimppa.marc.cli.main import main as main
