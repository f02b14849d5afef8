"""Formulas that every decision holds, so that they make no registered document recognisable."""
