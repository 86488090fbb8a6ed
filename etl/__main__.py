"""`python -m etl`."""

import contextlib
import gc
import os
import sys

#: The tables multiplied are small: to share one between processors costs more than to multiply it, and takes them from
#: the processes that share the work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from etl.cli import main

#: Objects made before Python looks for garbage among them: a build makes millions, most of them freed at once.
YOUNG_OBJECTS = 20_000

gc.freeze()  # what the imports made is not garbage: it is not looked through again and again
gc.set_threshold(YOUNG_OBJECTS)
try:
    main()
except SystemExit as end:
    if not isinstance(end.code, int | None):
        raise
    # Nothing is left to close: looking for garbage in all that a build has made would take half a second.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(end.code or 0)
finally:
    gc.unfreeze()
