"""Invitations that calendar programs take, and the answers that they send."""
