"""Files of records, JSON Lines and CSV: read with every fault told by its line, and written."""
