"""The tables on pages of resources have names for all that they show."""

import pytest

from cybernorms.web.kinds import action, concept, document, passage, stakeholder
from cybernorms.web.kinds.dossier import FOREIGN
from cybernorms.web.kinds.listings import Listing, expand
from cybernorms.web.messages import translate

LISTINGS = [
    *action.LISTINGS,
    *concept.CONCEPT,
    *concept.SCHEME,
    *document.LISTINGS,
    *stakeholder.LISTINGS,
    passage.SUPPORTED,
]


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_tables_and_columns_have_names(listing: Listing) -> None:
    names = [column.name for column in listing.columns]
    assert len(names) == len(set(names))
    assert {listing.order, listing.group} <= {"", *names}
    assert all(translate(f"column-{name}") for name in names)
    assert translate(f"table-{listing.name}")
    assert translate(f"row-{listing.name}")


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_terms_of_others_have_names(name: str) -> None:
    assert expand(name).startswith("http")
    assert translate(f"term-{name.replace(':', '-')}")
