"""The matrix of kinds, forms and carriers: one table that the tests hold and the docs show.

All values are invented; those with a check digit are computed. Nothing here runs in the gateway.
"""
