"""Names of every kind come up, and nobody is made twice where it matters."""

from __future__ import annotations

from random import Random

from gateway.sample import people


def names(count):
    rng = Random(7)
    return [people.name(rng) for _ in range(count)]


def test_names_are_of_every_kind():
    """Two and three characters, compound surnames and names with the interpunct all occur."""
    made = names(2000)
    assert {2, 3, 4} <= {len(name) for name in made}
    assert any("·" in name for name in made)
    assert any(name.startswith(("欧阳", "司马", "上官")) for name in made)


def test_a_person_avoids_the_names_that_are_taken():
    """Two people in one record never share a name."""
    rng = Random(1)
    first = people.person(rng)
    again = people.person(Random(1), None, {first.name})
    assert again.name != first.name


def test_a_minor_is_under_sixteen():
    """The identity number of a child agrees with the age."""
    year, _, _ = people.minor(Random(3), 2026).born
    assert 2010 <= year <= 2018


def test_a_person_shows_nothing():
    """Name and numbers stay out of the repr."""
    someone = people.person(Random(2))
    assert someone.name not in repr(someone)
    assert someone.phone not in repr(someone)
