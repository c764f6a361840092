"""Meetings of the directors: their dates, invitations, agendas and minutes."""
