"""What all rooms share: people, evidence, releases, figures, rights, audit, undo. No pages."""
