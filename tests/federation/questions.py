"""What is asked across two endpoints, from each side, and what must come.

The other institution's data are those of examples/observatory: measures, and which provisions of
ours they claim to carry out. ``$remote`` stands for the endpoint of the other side, ``$dead`` for
one where nobody answers.
"""

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

DATA: Final = Path(__file__).parents[2] / "examples" / "observatory" / "measures.ttl"
Rows = list[tuple[str, ...]]

_PROLOGUE: Final = """\
PREFIX cn: <https://w3id.org/cybernorms/ontology#>
PREFIX gge: <https://w3id.org/cybernorms/id/provision/un-gge-2015/>
PREFIX paris: <https://w3id.org/cybernorms/id/provision/paris-call/>
PREFIX agreement: <https://w3id.org/cybernorms/id/agreement/>
PREFIX obs: <https://observatory.example.org/>
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and the last parts of the values that it must be answered with."""

    text: str
    answer: Rows

    def fill(self, remote: str, dead: str) -> str:
        """Write the query for two endpoints."""
        return _PROLOGUE + Template(self.text).substitute(remote=remote, dead=dead)


THEY_ASK: Final = {
    "VALUES": Question(
        """
SELECT ?measure ?number {
  VALUES ?provision { gge:13g gge:13j paris:8 }
  ?claim cn:claimedProvision ?provision ; cn:claimedAction ?measure .
  SERVICE <$remote> { ?provision cn:number ?number }
}""",
        [
            ("ban-on-hacking-back", "8"),
            ("disclosure-desk", "13(j)"),
            ("disclosure-policy", "13(j)"),
            ("infrastructure-act", "13(g)"),
        ],
    ),
    "OPTIONAL": Question(
        """
SELECT ?provision ?wording {
  ?measure cn:carriedOutBy obs:arcadia .
  ?claim cn:claimedAction ?measure ; cn:claimedProvision ?provision .
  OPTIONAL { SERVICE <$remote> { ?provision cn:wording ?wording } }
}""",
        [
            ("13g", ""),
            ("13j", "States should encourage responsible reporting"),
            ("13k", ""),
            ("6", "Strengthen the security of digital processes,"),
        ],
    ),
    "SILENT": Question(
        """
SELECT ?measure ?number ?nothing {
  ?measure cn:carriedOutBy obs:utopia .
  ?claim cn:claimedAction ?measure ; cn:claimedProvision ?provision .
  SERVICE SILENT <$remote> { ?provision cn:number ?number }
  SERVICE SILENT <$dead> { ?provision cn:note ?nothing }
}""",
        [
            ("ban-on-hacking-back", "8", ""),
            ("election-guard", "3", ""),
            ("school-hygiene", "7", ""),
        ],
    ),
    "CONSTRUCT": Question(
        """
CONSTRUCT { ?agreement cn:about ?measure } {
  ?measure cn:carriedOutBy obs:ruritania .
  ?claim cn:claimedAction ?measure ; cn:claimedProvision ?provision .
  SERVICE <$remote> { ?provision cn:isProvisionOf ?agreement }
}""",
        [
            ("paris-call", "ontology#about", "routing-programme"),
            ("un-gge-2015", "ontology#about", "disclosure-desk"),
            ("un-gge-2015", "ontology#about", "mutual-aid"),
        ],
    ),
}
"""Over their data, with ours as the SERVICE."""

SILENT_ANSWERED: Final = """
SELECT ?measure ?number ?nothing {
  ?measure cn:carriedOutBy obs:utopia .
  ?claim cn:claimedAction ?measure ; cn:claimedProvision ?provision .
  SERVICE SILENT <$remote> { ?provision cn:number ?number }
}"""
"""For engines whose SERVICE SILENT is only silent while somebody answers."""

WE_ASK: Final = {
    "VALUES": Question(
        """
SELECT ?measure ?number {
  VALUES ?provision { gge:13g gge:13j paris:8 }
  ?provision cn:number ?number .
  SERVICE <$remote> { ?claim cn:claimedProvision ?provision ; cn:claimedAction ?measure }
}""",
        THEY_ASK["VALUES"].answer,
    ),
    "OPTIONAL": Question(
        """
SELECT ?provision ?measure {
  VALUES ?provision { gge:13f gge:13g gge:13j }
  ?provision cn:isProvisionOf agreement:un-gge-2015 .
  OPTIONAL {
    SERVICE <$remote> { ?claim cn:claimedProvision ?provision ; cn:claimedAction ?measure }
  }
}""",
        [
            ("13f", ""),
            ("13g", "infrastructure-act"),
            ("13j", "disclosure-desk"),
            ("13j", "disclosure-policy"),
        ],
    ),
    "SILENT": Question(
        """
SELECT ?measure ?number ?nothing {
  ?provision cn:isProvisionOf agreement:paris-call ; cn:number ?number .
  SERVICE SILENT <$remote> {
    ?claim cn:claimedProvision ?provision ; cn:claimedAction ?measure .
    ?measure cn:carriedOutBy obs:utopia
  }
  SERVICE SILENT <$dead> { ?measure cn:note ?nothing }
}""",
        THEY_ASK["SILENT"].answer,
    ),
    "CONSTRUCT": Question(
        """
CONSTRUCT { ?agreement cn:about ?measure } {
  ?provision cn:isProvisionOf ?agreement .
  SERVICE <$remote> {
    ?claim cn:claimedProvision ?provision ; cn:claimedAction ?measure .
    ?measure cn:carriedOutBy obs:ruritania
  }
}""",
        THEY_ASK["CONSTRUCT"].answer,
    ),
}
"""Over our data, with theirs as the SERVICE."""
