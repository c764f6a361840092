"""What the words of a clause suggest: its topic, its service of the register, when it is due."""
