"""When Python looks for garbage."""

import gc
import weakref

from util.garbage import neverCollected


class Circle:
    """Garbage that only a look for circles finds."""

    def __init__(self):
        self.me = self


def test_what_stays_to_the_end_is_not_looked_at_and_what_comes_later_is():
    """Python goes on to look for garbage, among what was made after."""
    try:
        with neverCollected(begins=True):
            assert not gc.isenabled()
            stays = weakref.ref(Circle())
        assert gc.isenabled()
        goes = weakref.ref(Circle())
        gc.collect()
        assert stays() is not None
        assert goes() is None
    finally:
        gc.unfreeze()
    gc.collect()
    assert stays() is None


def test_a_process_that_has_not_begun_so_keeps_no_garbage():
    """A notebook that calls a verb, for instance."""
    with neverCollected():
        goes = weakref.ref(Circle())
    gc.collect()
    assert goes() is None
