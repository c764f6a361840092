"""What tells a watcher how the instance is: counters of requests, gauges, health."""
