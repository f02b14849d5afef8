"""Data standards and policy packs as data a lawyer can read, and the code that applies them.

Pure: no I/O beyond the package's own YAML, no clock (dates come in as arguments).
"""
