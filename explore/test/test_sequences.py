"""What a search over sequences of steps finds."""

import random

from explore.sequences import EVENT, Step, bestSequence


def test_a_search_finds_the_best_sequence():
    """Sizes that sum up to as little under 2 as possible are found to a hundredth, within the allowed length."""

    def worth(steps):
        total = sum(step.size for step in steps)
        return total if total < 2.0 else 0.0

    best, steps = bestSequence(random.Random(1), ("a", "b"), 4, worth, 400)
    assert 1.99 < best < 2.0
    assert len(steps) <= 4
    assert best == worth(steps)


def test_a_search_keeps_its_event():
    """It happens once, wherever it is best; doing nothing else is what is to be beaten."""
    event = Step(EVENT, 0.0)
    counts = []

    def worth(steps):
        counts.append([step.kind for step in steps].count(EVENT))
        return -float(len(steps))

    assert bestSequence(random.Random(1), ("a",), 3, worth, 50, [event]) == (-1.0, [event])
    assert set(counts) == {1}


def test_the_same_seed_finds_the_same():
    """Whatever else draws numbers."""
    found = [bestSequence(random.Random(7), ("a", "b"), 3, lambda steps: len(steps) % 3, 30) for _ in range(2)]
    assert found[0] == found[1]
