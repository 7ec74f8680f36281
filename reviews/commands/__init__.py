"""Every change of reviews, discussion, responses, meta-reviews and decisions; split by noun."""
