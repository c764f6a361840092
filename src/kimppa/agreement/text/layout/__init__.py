"""From the lines of a file to the paper's own lines: wrapping, columns, numbering. Pure."""
