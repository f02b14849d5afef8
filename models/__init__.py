"""Trained weights, each with its model card, sha256 and recipe. None is shipped yet."""
