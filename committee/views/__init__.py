"""The committee's pages, by noun: fetch, form, command, redirect."""
