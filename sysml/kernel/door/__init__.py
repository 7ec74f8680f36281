"""Who is let in: addresses and limits, the second factor, proof that it is still the same person, sessions."""
