"""What people logged in a hurry as sentences that a board reads, then as a passage of them."""
