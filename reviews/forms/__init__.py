"""Parsing of what people type; commands decide what can be taken. Split by noun."""
