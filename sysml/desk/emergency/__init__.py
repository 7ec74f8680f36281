"""What chairs need at hand when something has gone wrong."""
