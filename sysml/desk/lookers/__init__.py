"""Who looked at what: for chairs, without what they have a conflict with."""
