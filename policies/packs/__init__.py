"""The policy packs: one folder each, with the rules (pack.yaml) and cases that prove them."""
