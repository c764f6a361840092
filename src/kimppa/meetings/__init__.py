"""Meetings of the directors: their dates, invitations, agendas and what each item came to."""
