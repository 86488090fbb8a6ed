"""HiGHS, one thread and silent."""

from __future__ import annotations

import highspy


class QuietHighs(highspy.Highs):
    """Highs prints a line when it is made, before any option can be set: its callbacks, not used here, are left out."""

    def __init__(self):
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)
        self.setOptionValue("threads", 1)
