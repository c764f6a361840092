"""What pages are made of: page kinds, tables, forms, components, the look. No tables."""
