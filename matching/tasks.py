"""What the background does for matching."""
