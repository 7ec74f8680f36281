"""Pages of submissions: fetch, call and render."""
