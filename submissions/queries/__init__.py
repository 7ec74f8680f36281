"""What pages and endpoints show of submissions: read-models in which hidden things are already absent."""
