"""The end of an edition's confidential data: announced, taken out, then erased. What stays is public, or a count."""
