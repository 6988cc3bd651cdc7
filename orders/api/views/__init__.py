"""Orders and bids over the API."""
