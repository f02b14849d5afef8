"""How the weights are made: a generator of invented text, and the training."""
