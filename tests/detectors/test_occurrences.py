"""Names are found again leftmost first, longest, without overlaps, however many they are."""

from hypothesis import given
from hypothesis import strategies as st

from detectors.occurrences import _FEW, occurrences

NAMES = st.lists(st.text("张三丰", min_size=1, max_size=4), min_size=1, max_size=6, unique=True)


@given(NAMES, st.text("张三丰李", max_size=40))
def test_few_names_and_many_are_found_alike(names, text):
    """The search for each name and the automaton give the same answer."""
    absent = [f"没有{n}" for n in range(_FEW)]
    assert occurrences(text, names) == occurrences(text, [*names, *absent])


def test_the_longest_name_wins():
    """A name that begins another one is found only where the other does not stand."""
    assert occurrences("张三丰与张三", ["张三", "张三丰"]) == [(1, 0, 3), (0, 4, 6)]
