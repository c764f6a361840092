"""Meetings of the directors: dates, invitations, agendas, what items came to, the minutes."""
