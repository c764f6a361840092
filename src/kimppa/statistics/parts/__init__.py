"""Parts of a year: half years, months, two systems joined."""
