"""Fifteen kinds of question that engines are compared by, with what is asked about.

Each is SPARQL 1.1 over one default graph that holds everything. Its ``$name`` variables stand for
what is asked about: ``choose`` finds values of them in the data, ``fill`` puts one in. So the same
questions go to every engine, about the same resources, at any size of graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template as Text
from typing import Final

from cybernorms.namespaces import CN, DCTERMS, ID, RDFS, SCHEME, SKOS, XSD

_SPACES: Final = {
    "cn": CN,
    "dcterms": DCTERMS,
    "id": ID,
    "rdfs": RDFS,
    "scheme": SCHEME,
    "skos": SKOS,
    "xsd": XSD,
}
PREFIXES: Final = "".join(f"PREFIX {name}: <{space}>\n" for name, space in _SPACES.items())


@dataclass(frozen=True, slots=True)
class Template:
    """A question with places for values.

    ``parameters`` is a pattern whose solutions are what it can be asked about; without one it is
    always the same question.
    """

    id: str
    kind: str
    text: str
    parameters: str = ""

    @property
    def names(self) -> list[str]:
        """The names of its parameters, in order."""
        return sorted(Text(self.text).get_identifiers())

    def choose(self, number: int) -> str:
        """Give the query for values of the parameters, spread over all that there are."""
        columns = " ".join(f"?{name}" for name in self.names)
        return (
            f"{PREFIXES}SELECT DISTINCT {columns} {{ {self.parameters} }} "
            f"ORDER BY MD5(STR(?{self.names[0]})) {columns} LIMIT {number}"
        )

    def fill(self, values: Mapping[str, str]) -> str:
        """Give the query for some values, each a term as SPARQL writes it."""
        return PREFIXES + Text(self.text).substitute(values)


TEMPLATES: Final = (
    Template(
        "look-up",
        "all that is said of one resource",
        "SELECT ?property ?value { $agreement ?property ?value }",
        "?agreement a cn:Agreement",
    ),
    Template(
        "star",
        "five properties of each provision of an agreement",
        """SELECT ?provision ?label ?number ?topic ?addressee ?demand {
            ?provision cn:isProvisionOf $agreement ; rdfs:label ?label ; cn:number ?number ;
                cn:topic ?topic ; cn:addressee ?addressee ; cn:demand ?demand }""",
        "?provision cn:isProvisionOf ?agreement ; cn:number ?number",
    ),
    Template(
        "three-hops",
        "who claims to do what for an agreement",
        """SELECT ?action ?provision ?actor {
            ?provision cn:isProvisionOf $agreement .
            ?claim cn:claimedProvision ?provision ; cn:claimedAction ?action .
            ?action cn:carriedOutBy ?actor }""",
        "?claim cn:claimedProvision ?provision . ?provision cn:isProvisionOf ?agreement",
    ),
    Template(
        "five-hops",
        "which agreements an actor's actions reach through correspondences",
        """SELECT DISTINCT ?agreement ?issuer {
            ?action cn:carriedOutBy $actor .
            ?claim cn:claimedAction ?action ; cn:claimedProvision ?one .
            ?correspondence cn:fromProvision ?one ; cn:toProvision ?other .
            ?other cn:isProvisionOf ?agreement .
            ?agreement cn:issuedBy ?issuer }""",
        """?action cn:carriedOutBy ?actor . ?claim cn:claimedAction ?action ;
            cn:claimedProvision ?one . ?correspondence cn:fromProvision ?one""",
    ),
    Template(
        "path",
        "everything that a stakeholder belongs to",
        "SELECT ?whole ?label { $stakeholder cn:memberOf+ ?whole . ?whole rdfs:label ?label }",
        "?stakeholder cn:memberOf ?whole",
    ),
    Template(
        "path-inverse",
        "how many participations the members of a body have, whatever lies between",
        """SELECT (COUNT(?participation) AS ?count) {
            ?member cn:memberOf* $body . ?participation cn:participant ?member }""",
        "?stakeholder cn:memberOf ?middle . ?middle cn:memberOf ?body",
    ),
    Template(
        "group",
        "sum of what was counted, by group and role",
        """SELECT ?group ?role (COUNT(?count) AS ?counts) (SUM(?value) AS ?sum) {
            ?count cn:countedGroup ?group ; cn:role ?role ; cn:countValue ?value
        } GROUP BY ?group ?role""",
    ),
    Template(
        "top-ten",
        "the issuers with most claims on the provisions of their agreements",
        """SELECT ?issuer (COUNT(?claim) AS ?claims) {
            ?claim cn:claimedProvision ?provision .
            ?provision cn:isProvisionOf ?agreement .
            ?agreement cn:issuedBy ?issuer
        } GROUP BY ?issuer ORDER BY DESC(?claims) ?issuer LIMIT 10""",
    ),
    Template(
        "optional",
        "an agreement with whatever is known of it, one inside the other",
        """SELECT ?label ?issuer ?group ?other ?event ?date {
            $agreement rdfs:label ?label .
            OPTIONAL { $agreement cn:issuedBy ?issuer
                OPTIONAL { ?issuer cn:stakeholderGroup ?group } }
            OPTIONAL { $agreement cn:refersTo ?other }
            OPTIONAL { ?event cn:eventOf $agreement OPTIONAL { ?event cn:date ?date } } }""",
        "?agreement a cn:Agreement",
    ),
    Template(
        "not-exists",
        "provisions on a topic that no company claims to do anything for",
        """SELECT (COUNT(?provision) AS ?count) {
            ?provision cn:topic $topic ; cn:isProvisionOf ?agreement
            FILTER NOT EXISTS {
                ?claim cn:claimedProvision ?provision ; cn:claimant ?company .
                ?company cn:stakeholderGroup
                    <https://w3id.org/cybernorms/scheme/stakeholder-group/private-sector> } }""",
        "?provision cn:topic ?topic",
    ),
    Template(
        "union",
        "what is said about an agreement, of three kinds",
        """SELECT ?resource ?label {
            { ?resource cn:concerns $agreement } UNION { ?resource cn:eventOf $agreement }
            UNION { ?resource cn:isProvisionOf $agreement }
            ?resource rdfs:label ?label }""",
        "?finding cn:concerns ?agreement . ?agreement a cn:Agreement",
    ),
    Template(
        "text",
        "provisions whose wording has two words",
        """SELECT ?provision ?wording { ?provision cn:wording ?wording
            FILTER (CONTAINS(LCASE(STR(?wording)), "human rights")) }""",
    ),
    Template(
        "order-limit",
        "the twenty latest events, and what happened to whom",
        """SELECT ?event ?date ?agreement {
            ?event cn:eventOf ?agreement ; cn:date ?date
        } ORDER BY DESC(?date) ?event LIMIT 20""",
    ),
    Template(
        "range",
        "how many events there were in ten years",
        """SELECT (COUNT(?event) AS ?count) { ?event cn:eventKind $kind ; cn:date ?date
            FILTER (?date >= "2005-01-01"^^xsd:date && ?date < "2015-01-01"^^xsd:date) }""",
        "?event cn:eventKind ?kind",
    ),
    Template(
        "construct",
        "an action with its claims and their passages",
        """CONSTRUCT { $action ?property ?value . ?claim cn:claimedAction $action ;
                cn:claimedProvision ?provision ; cn:evidence ?passage . ?passage ?says ?what }
        WHERE { $action ?property ?value . ?claim cn:claimedAction $action ;
                cn:claimedProvision ?provision ; cn:evidence ?passage . ?passage ?says ?what }""",
        "?claim cn:claimedAction ?action ; cn:claimedProvision ?provision",
    ),
)
