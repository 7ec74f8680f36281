"""Programme and proceedings: the publication chair's desk, the public page, BibTeX and print."""
