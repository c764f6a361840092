"""Settings, addresses, the WSGI application and the command line."""
