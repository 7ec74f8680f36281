"""Endpoints of submissions: the same policies, queries and commands as the pages."""
