"""Mail from outside: IMAP and maildir read, letters taken apart, quotes left out. No Django."""
