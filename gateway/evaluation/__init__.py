"""How well the gateway finds and hides, measured on annotated texts. Decides nothing.

Detection is measured on what the detectors report, safety on what would be shown. Nothing here
keeps or prints an annotated text; results name documents, fields and offsets.
"""
