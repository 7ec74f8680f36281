"""The rules of visibility as a page: read from the tables by which every fetch is checked, never written again."""
