"""The data standards themselves: one file a record kind, one a generation, one of headings."""
