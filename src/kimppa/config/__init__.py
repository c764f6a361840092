"""Settings, addresses, the WSGI application and the command line."""

import gc

# Starting makes half a million objects that stay: to search them for what nobody holds, as often as
# Python does, takes a tenth of the time.
gc.set_threshold(50_000, 20, 100)
