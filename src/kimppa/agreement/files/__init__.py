"""From the bytes of a file to its lines: Word, PDF, OpenDocument and plain text."""
