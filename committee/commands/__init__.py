"""Every change to the committee, by noun. Commands do not nest; what they share stands in `steps`."""
