"""Speed beside Presidio and beside the least that any program must do, in one run.

Absolute figures belong to the machine that made them; the ratios travel, so all contenders
read the same texts in the same rounds. Nothing here keeps or shows a text.
"""

from gateway.bench.contenders import CONTENDERS, Contender, batch_walk, walk
from gateway.bench.lists import with_list
from gateway.bench.measure import run
from gateway.bench.peak import peak_memory, write_rows
from gateway.bench.results import Results

__all__ = [
    "CONTENDERS",
    "Contender",
    "Results",
    "batch_walk",
    "peak_memory",
    "run",
    "walk",
    "with_list",
    "write_rows",
]
