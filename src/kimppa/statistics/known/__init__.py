"""Figures that Kimppa itself knows: of its registers, of loans, and of the other rooms."""
