"""Every change to an edition: made from a preset, its calendar, offices, tracks, topics and acts."""
