"""Every change to artifacts, their evaluation and their badges."""
