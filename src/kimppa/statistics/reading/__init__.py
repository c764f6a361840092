"""Files of figures read: cells, names, faults."""
