"""Templates that the tagger learns from, by kind of authority and of text."""
