"""The writers of suggestions, surveys and agreed ways of working."""
