"""Orders as records of files."""
