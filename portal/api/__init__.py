"""The API as a whole: its addresses, its schema and the page that explains it."""
