"""Pages of what all share: home, year clock, tasks, decisions, deliveries, people, search."""
