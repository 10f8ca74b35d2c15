"""How often Python looks for cyclic garbage, for a process that holds many long-lived values."""

import gc

YOUNG = 50_000
"""Values made before the youngest are looked at; the default of 700 costs the intake a quarter of
its time, as a batch makes tens of thousands of values that reference counting frees by itself."""
MIDDLE, OLD = 20, 50


def tune_collector() -> None:
    """Look for garbage less often; call once, when a long-running command starts."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
