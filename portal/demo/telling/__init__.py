"""Tells invented stories as plain values: no database, no clock. The same seed and day tell the same stories."""

from portal.demo.telling.chapters import Chapter, tell_chapter

__all__ = ["Chapter", "tell_chapter"]
