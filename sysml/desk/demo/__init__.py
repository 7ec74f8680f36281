"""Content of the demonstration conference: invented people, papers, reviews and PDF files.

Everything here is plain data and pure functions; nothing knows Django or the database. All persons live at
example.org, and none of them is modelled on a real one.
"""
