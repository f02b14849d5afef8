"""Templates in another hand, by which the tagger is judged; nothing learns from them."""
