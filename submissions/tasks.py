"""Slow work of this app, done by workers."""
