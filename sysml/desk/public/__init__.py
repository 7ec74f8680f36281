"""Pages that need no sign-in, and what is shown on them once the chairs have made it public."""
