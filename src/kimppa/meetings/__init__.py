"""Meetings of the directors: dates, invitations, agendas, outcomes, minutes; ways of working."""
