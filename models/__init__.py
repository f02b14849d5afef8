"""Trained weights, each with its card, its sha256 and the recipe that makes it again."""
