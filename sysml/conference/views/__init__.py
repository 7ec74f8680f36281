"""Pages of editions: making one, its settings, and a person's API tokens (which are bound to editions)."""
