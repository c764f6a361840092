"""Where the imports' tasks were until they moved: a job that is queued names this path."""
