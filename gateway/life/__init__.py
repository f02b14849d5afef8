"""The life after publication: ends, marks, repairs, feeds, the catalogue and the assessment.

`states` is the state machine, `publications` what holds now, `happening` the one way to change it.
"""
