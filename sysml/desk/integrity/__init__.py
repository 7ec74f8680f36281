"""Whether the site is in a legal state: every app's invariants in one run, by hand and each night."""
