"""What pages and the API show of artifacts: plain values in which everything hidden is already absent."""
