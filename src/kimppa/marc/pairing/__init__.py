"""Duplicates: keys, candidates, scores with their evidence, groups, merge previews, verdicts."""
