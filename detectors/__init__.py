"""Text in, findings out: Presidio recognisers for Chinese administrative text.

One file a kind. Nothing here knows a policy, reads a file at run time other than its own
data tables, keeps state between calls, or puts the found text into a finding.
"""
