"""quantulum3: values and units."""

import logging
import warnings

warnings.simplefilter("ignore")  # it warns that its optional classifier is not there
logging.disable(logging.WARNING)

from quantulum3 import parser  # noqa: E402
from timing import run  # noqa: E402

run(parser.parse)
