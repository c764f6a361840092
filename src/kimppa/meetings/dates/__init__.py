"""Days that suit: holidays, the year's proposal, and ticks."""
