"""Pages of artifact evaluation."""
