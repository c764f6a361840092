"""Work in the background: schedule, worker, retries."""
