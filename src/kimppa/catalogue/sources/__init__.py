"""The sources that the catalogue is fetched from, by the clock or by hand."""
