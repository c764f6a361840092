"""What stands between the server and Django. Pure WSGI, without requests and settings of Django.

From the outside in: `entry` (the visitor's true address, an id, the log line, the counters),
`cache` (pages for anonymous visitors), `turns` (slow visitors keep no thread that works),
`limits` (how much may be sent, and in which charset).
"""
