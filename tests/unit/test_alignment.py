"""Groups of provisions: what corresponds to one of a group belongs to it."""

from cybernorms.web.terms import Term
from cybernorms.web.views.alignment import group

A, B, C, D, E = (Term("uri", f"http://e/{name}") for name in "abcde")


def test_correspondences_join_groups_whatever_their_direction_and_order() -> None:
    for links in ([(A, B), (C, B), (D, E)], [(D, E), (B, C), (B, A)]):
        groups = group(links)
        assert groups[A] == groups[B] == groups[C]
        assert groups[D] == groups[E] != groups[A]


def test_what_corresponds_to_itself_is_a_group() -> None:
    assert group([(A, A)]) == {A: A}


def test_what_is_not_linked_has_no_group() -> None:
    assert group([]) == {}
