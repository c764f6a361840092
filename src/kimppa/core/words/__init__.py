"""Words in their forms: numbers, months, nouns and verbs, names, and what a dictionary knows."""
