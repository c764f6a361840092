"""Rules of licences without tables: prices, tax and shares. Pure."""
