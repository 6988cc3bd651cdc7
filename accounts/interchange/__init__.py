"""People and organisations as records of files."""
