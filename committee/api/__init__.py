"""The committee's endpoints, by noun: the same queries and commands as the pages."""
