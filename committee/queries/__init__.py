"""What the committee's pages and endpoints read, by noun. Everything hidden is already absent."""
