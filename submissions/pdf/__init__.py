"""The PDF checker: a file and a format specification in, facts and findings out.

Nothing here knows Django or the database. Untrusted files are opened by `submissions.pdf.child`
alone, in a fresh process with limits; `submissions.pdf.run` is the side that callers use.
This module imports nothing, so that the child starts fast.
"""
