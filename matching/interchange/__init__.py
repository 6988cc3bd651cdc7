"""Orders, people and rankings as JSON Lines, for import, export and ranking without a server."""
