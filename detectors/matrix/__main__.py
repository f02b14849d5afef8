"""``python -m detectors.matrix > docs/forms.md``."""

import sys

from detectors.border import Scanner
from detectors.matrix.page import documentation

sys.stdout.write(documentation(Scanner()))
