"""Orders and bids, for programs."""
