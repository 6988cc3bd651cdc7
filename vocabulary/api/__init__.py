"""The words both sides share, for programs."""
