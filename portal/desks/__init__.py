"""What stands on the dashboard of whom one acts for: a module for each actor, of the same few parts."""
