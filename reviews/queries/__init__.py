"""What pages, the API, mail and exports read of reviewing and deciding; split by noun."""
