"""Tables that the detectors read: code lists and word lists, each with its source named."""
