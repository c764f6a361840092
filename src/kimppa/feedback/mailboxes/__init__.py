"""Mailboxes that customers write to, and the letters that wait in them."""
