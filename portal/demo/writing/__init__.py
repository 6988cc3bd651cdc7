"""Writes told stories into the tables, in bulk and with their own times."""
