"""More (or other) time for one paper, given by a chair who handles it, with a reason."""
