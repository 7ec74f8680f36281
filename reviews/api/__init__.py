"""Endpoints of reviewing and deciding; split by noun."""
