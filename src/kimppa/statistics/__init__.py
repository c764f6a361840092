"""Figures of each year for the ministry: from files to delivered sheets."""
