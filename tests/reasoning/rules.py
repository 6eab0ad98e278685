"""Every rule of OWL 2 RL/RDF by its W3C name, one small case each.

OWL 2 Profiles 4.3, tables 4 to 9. A case has what is given and all that follows from it once the
closure is pruned, both in Turtle; a rule that concludes ``false`` has a consistent twin instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Case:
    """What is given, and what follows; ``twin`` is given where one premise is missing."""

    given: str
    follows: str = ""
    twin: str = ""
    twin_follows: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What contradicts itself, what the message has to name, and a twin that does not.

    ``found_by`` is the rule that the message gives, where it is another one.
    """

    given: str
    names: tuple[str, ...]
    twin: str
    twin_follows: str = ""
    found_by: str = ""


_ONE: Final = "'1'^^xsd:nonNegativeInteger"
_NONE: Final = "'0'^^xsd:nonNegativeInteger"

EQUALITY: Final[Mapping[str, Case | Contradiction]] = {
    # Concludes x owl:sameAs x, which is pruned; seen in what differs from itself.
    "eq-ref": Contradiction(
        "e:a owl:differentFrom e:a .",
        ("e:a",),
        "e:a owl:differentFrom e:b .",
        found_by="eq-diff1",
    ),
    "eq-sym": Case("e:a owl:sameAs e:b .", "e:b owl:sameAs e:a ."),
    "eq-trans": Case(
        "e:a owl:sameAs e:b . e:b owl:sameAs e:c .",
        "e:a owl:sameAs e:c . e:b owl:sameAs e:a . e:c owl:sameAs e:a , e:b .",
    ),
    "eq-rep-s": Case(
        "e:a owl:sameAs e:b ; e:p e:c .",
        "e:b owl:sameAs e:a ; e:p e:c .",
        "e:a owl:differentFrom e:b ; e:p e:c .",
    ),
    "eq-rep-p": Case(
        "e:p owl:sameAs e:q . e:a e:p e:b .",
        "e:q owl:sameAs e:p . e:a e:q e:b .",
    ),
    "eq-rep-o": Case(
        "e:a owl:sameAs e:b . e:c e:p e:a .",
        "e:b owl:sameAs e:a . e:c e:p e:b .",
    ),
    "eq-diff1": Contradiction(
        "e:a owl:sameAs e:b ; owl:differentFrom e:b .",
        ("e:a", "e:b"),
        "e:a owl:sameAs e:b ; owl:differentFrom e:c .",
        "e:b owl:sameAs e:a ; owl:differentFrom e:c .",
    ),
    "eq-diff2": Contradiction(
        "[] a owl:AllDifferent ; owl:members ( e:a e:b e:c ) . e:b owl:sameAs e:c .",
        ("e:b", "e:c"),
        "[] a owl:AllDifferent ; owl:members ( e:a e:b ) . e:b owl:sameAs e:c .",
        "e:c owl:sameAs e:b .",
    ),
    "eq-diff3": Contradiction(
        "[] a owl:AllDifferent ; owl:distinctMembers ( e:a e:b e:c ) . e:b owl:sameAs e:c .",
        ("e:b", "e:c"),
        "[] a owl:AllDifferent ; owl:distinctMembers ( e:a e:b ) . e:b owl:sameAs e:c .",
        "e:c owl:sameAs e:b .",
    ),
}

PROPERTIES: Final[Mapping[str, Case | Contradiction]] = {
    # Axiomatic: rdfs:label a owl:AnnotationProperty. Pruned.
    "prp-ap": Case("e:a rdfs:label 'a' ."),
    "prp-dom": Case("e:p rdfs:domain e:C . e:a e:p e:b .", "e:a a e:C ."),
    "prp-rng": Case("e:p rdfs:range e:C . e:a e:p e:b .", "e:b a e:C ."),
    "prp-fp": Case(
        "e:p a owl:FunctionalProperty . e:a e:p e:b , e:c .",
        "e:b owl:sameAs e:c . e:c owl:sameAs e:b .",
        "e:p a owl:FunctionalProperty . e:a e:p e:b . e:c e:p e:d .",
    ),
    "prp-ifp": Case(
        "e:p a owl:InverseFunctionalProperty . e:a e:p e:k . e:b e:p e:k .",
        "e:a owl:sameAs e:b . e:b owl:sameAs e:a .",
        "e:p a owl:InverseFunctionalProperty . e:a e:p e:k . e:b e:p e:l .",
    ),
    "prp-irp": Contradiction(
        "e:p a owl:IrreflexiveProperty . e:a e:p e:a .",
        ("e:p", "e:a"),
        "e:p a owl:IrreflexiveProperty . e:a e:p e:b .",
    ),
    "prp-symp": Case("e:p a owl:SymmetricProperty . e:a e:p e:b .", "e:b e:p e:a ."),
    "prp-asyp": Contradiction(
        "e:p a owl:AsymmetricProperty . e:a e:p e:b . e:b e:p e:a .",
        ("e:p", "e:a", "e:b"),
        "e:p a owl:AsymmetricProperty . e:a e:p e:b . e:b e:p e:c .",
    ),
    "prp-trp": Case(
        "e:p a owl:TransitiveProperty . e:a e:p e:b . e:b e:p e:c .",
        "e:a e:p e:c .",
    ),
    "prp-spo1": Case("e:p rdfs:subPropertyOf e:q . e:a e:p e:b .", "e:a e:q e:b ."),
    "prp-spo2": Case(
        "e:p owl:propertyChainAxiom ( e:q e:r e:s ) . e:a e:q e:b . e:b e:r e:c . e:c e:s e:d .",
        "e:a e:p e:d .",
        "e:p owl:propertyChainAxiom ( e:q e:r e:s ) . e:a e:q e:b . e:b e:r e:c . e:d e:s e:c .",
    ),
    "prp-eqp1": Case(
        "e:p owl:equivalentProperty e:q . e:a e:p e:b .",
        "e:a e:q e:b . e:q owl:equivalentProperty e:p ."
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:p .",
    ),
    "prp-eqp2": Case(
        "e:p owl:equivalentProperty e:q . e:a e:q e:b .",
        "e:a e:p e:b . e:q owl:equivalentProperty e:p ."
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:p .",
    ),
    "prp-pdw": Contradiction(
        "e:p owl:propertyDisjointWith e:q . e:a e:p e:b ; e:q e:b .",
        ("e:p", "e:q", "e:a", "e:b"),
        "e:p owl:propertyDisjointWith e:q . e:a e:p e:b ; e:q e:c .",
    ),
    "prp-adp": Contradiction(
        "[] a owl:AllDisjointProperties ; owl:members ( e:p e:q e:r ) . e:a e:q e:b ; e:r e:b .",
        ("e:q", "e:r", "e:a", "e:b"),
        "[] a owl:AllDisjointProperties ; owl:members ( e:p e:q ) . e:a e:q e:b ; e:r e:b .",
    ),
    "prp-inv1": Case("e:p owl:inverseOf e:q . e:a e:p e:b .", "e:b e:q e:a ."),
    "prp-inv2": Case("e:p owl:inverseOf e:q . e:a e:q e:b .", "e:b e:p e:a ."),
    "prp-key": Case(
        "e:C owl:hasKey ( e:p e:q ) . e:a a e:C ; e:p e:k ; e:q 1 . e:b a e:C ; e:p e:k ; e:q 1 .",
        "e:a owl:sameAs e:b . e:b owl:sameAs e:a .",
        "e:C owl:hasKey ( e:p e:q ) . e:a a e:C ; e:p e:k ; e:q 1 . e:b a e:C ; e:p e:k ; e:q 2 ."
        "e:c a e:C .",
    ),
    "prp-npa1": Contradiction(
        "[] owl:sourceIndividual e:a ; owl:assertionProperty e:p ; owl:targetIndividual e:b ."
        "e:a e:p e:b .",
        ("e:a", "e:p", "e:b"),
        "[] owl:sourceIndividual e:a ; owl:assertionProperty e:p ; owl:targetIndividual e:b ."
        "e:a e:p e:c .",
    ),
    "prp-npa2": Contradiction(
        "[] owl:sourceIndividual e:a ; owl:assertionProperty e:p ; owl:targetValue 1 . e:a e:p 1 .",
        ("e:a", "e:p"),
        "[] owl:sourceIndividual e:a ; owl:assertionProperty e:p ; owl:targetValue 1 . e:a e:p 2 .",
    ),
}

CLASSES: Final[Mapping[str, Case | Contradiction]] = {
    # Axiomatic, pruned.
    "cls-thing": Case("e:a a owl:Thing ."),
    "cls-nothing1": Case("e:a a e:C ."),
    "cls-nothing2": Contradiction("e:a a owl:Nothing .", ("e:a",), "e:a a owl:Thing ."),
    "cls-int1": Case(
        "e:C owl:intersectionOf ( e:D e:E ) . e:a a e:D , e:E . e:b a e:D .",
        "e:a a e:C . e:C rdfs:subClassOf e:D , e:E .",
    ),
    "cls-int2": Case(
        "e:C owl:intersectionOf ( e:D e:E ) . e:a a e:C .",
        "e:a a e:D , e:E . e:C rdfs:subClassOf e:D , e:E .",
    ),
    "cls-uni": Case(
        "e:C owl:unionOf ( e:D e:E ) . e:a a e:E .",
        "e:a a e:C . e:D rdfs:subClassOf e:C . e:E rdfs:subClassOf e:C .",
        "e:C owl:unionOf ( e:D e:E ) . e:a a e:C .",
        "e:D rdfs:subClassOf e:C . e:E rdfs:subClassOf e:C .",
    ),
    "cls-com": Contradiction(
        "e:C owl:complementOf e:D . e:a a e:C , e:D .",
        ("e:a", "e:C", "e:D"),
        "e:C owl:complementOf e:D . e:a a e:C . e:b a e:D .",
    ),
    "cls-svf1": Case(
        "e:R owl:onProperty e:p ; owl:someValuesFrom e:C . e:a e:p e:b . e:b a e:C .",
        "e:a a e:R .",
        "e:R owl:onProperty e:p ; owl:someValuesFrom e:C . e:a e:p e:b .",
    ),
    "cls-svf2": Case(
        "e:R owl:onProperty e:p ; owl:someValuesFrom owl:Thing . e:a e:p e:b . e:c e:p 1 .",
        "e:a a e:R . e:c a e:R .",
    ),
    "cls-avf": Case(
        "e:R owl:onProperty e:p ; owl:allValuesFrom e:C . e:a a e:R ; e:p e:b .",
        "e:b a e:C .",
        "e:R owl:onProperty e:p ; owl:allValuesFrom e:C . e:a e:p e:b . e:b a e:C .",
    ),
    "cls-hv1": Case(
        "e:R owl:onProperty e:p ; owl:hasValue e:v . e:a a e:R .",
        "e:a e:p e:v .",
    ),
    "cls-hv2": Case(
        "e:R owl:onProperty e:p ; owl:hasValue e:v . e:a e:p e:v . e:b e:p e:w .",
        "e:a a e:R .",
    ),
    "cls-maxc1": Contradiction(
        f"e:R owl:onProperty e:p ; owl:maxCardinality {_NONE} . e:a a e:R ; e:p e:b .",
        ("e:a", "e:p", "e:R"),
        f"e:R owl:onProperty e:p ; owl:maxCardinality {_NONE} . e:a a e:R . e:b e:p e:a .",
    ),
    "cls-maxc2": Case(
        f"e:R owl:onProperty e:p ; owl:maxCardinality {_ONE} . e:a a e:R ; e:p e:b , e:c .",
        "e:b owl:sameAs e:c . e:c owl:sameAs e:b .",
        f"e:R owl:onProperty e:p ; owl:maxCardinality {_ONE} . e:a e:p e:b , e:c .",
    ),
    "cls-maxqc1": Contradiction(
        f"e:R owl:onProperty e:p ; owl:maxQualifiedCardinality {_NONE} ; owl:onClass e:C ."
        "e:a a e:R ; e:p e:b . e:b a e:C .",
        ("e:a", "e:p", "e:b", "e:C"),
        f"e:R owl:onProperty e:p ; owl:maxQualifiedCardinality {_NONE} ; owl:onClass e:C ."
        "e:a a e:R ; e:p e:b .",
    ),
    "cls-maxqc2": Contradiction(
        f"e:R owl:onProperty e:p ; owl:maxQualifiedCardinality {_NONE} ; owl:onClass owl:Thing ."
        "e:a a e:R ; e:p e:b .",
        ("e:a", "e:p", "e:b"),
        f"e:R owl:onProperty e:p ; owl:maxQualifiedCardinality {_NONE} ; owl:onClass owl:Thing ."
        "e:a a e:R . e:b e:p e:a .",
    ),
    "cls-maxqc3": Case(
        f"e:R owl:onProperty e:p ; owl:maxQualifiedCardinality {_ONE} ; owl:onClass e:C ."
        "e:a a e:R ; e:p e:b , e:c , e:d . e:b a e:C . e:c a e:C .",
        "e:b owl:sameAs e:c . e:c owl:sameAs e:b .",
    ),
    "cls-maxqc4": Case(
        f"e:R owl:onProperty e:p ; owl:maxQualifiedCardinality {_ONE} ; owl:onClass owl:Thing ."
        "e:a a e:R ; e:p e:b , e:c .",
        "e:b owl:sameAs e:c . e:c owl:sameAs e:b .",
    ),
    "cls-oo": Case("e:C owl:oneOf ( e:a e:b ) .", "e:a a e:C . e:b a e:C ."),
}

CLASS_AXIOMS: Final[Mapping[str, Case | Contradiction]] = {
    "cax-sco": Case("e:C rdfs:subClassOf e:D . e:a a e:C . e:b a e:D .", "e:a a e:D ."),
    "cax-eqc1": Case(
        "e:C owl:equivalentClass e:D . e:a a e:C .",
        "e:a a e:D . e:D owl:equivalentClass e:C ."
        "e:C rdfs:subClassOf e:D . e:D rdfs:subClassOf e:C .",
    ),
    "cax-eqc2": Case(
        "e:C owl:equivalentClass e:D . e:a a e:D .",
        "e:a a e:C . e:D owl:equivalentClass e:C ."
        "e:C rdfs:subClassOf e:D . e:D rdfs:subClassOf e:C .",
    ),
    "cax-dw": Contradiction(
        "e:C owl:disjointWith e:D . e:a a e:C , e:D .",
        ("e:a", "e:C", "e:D"),
        "e:C owl:disjointWith e:D . e:a a e:C . e:b a e:D .",
    ),
    "cax-adc": Contradiction(
        "[] a owl:AllDisjointClasses ; owl:members ( e:C e:D e:E ) . e:a a e:D , e:E .",
        ("e:a", "e:D", "e:E"),
        "[] a owl:AllDisjointClasses ; owl:members ( e:C e:D ) . e:a a e:D , e:E .",
    ),
}

DATATYPES: Final[Mapping[str, Case | Contradiction]] = {
    # Axiomatic, pruned.
    "dt-type1": Case("e:a e:p 1 ."),
    # Concludes 1 a xsd:integer, which RDF cannot state; seen in what has such a value.
    "dt-type2": Case(
        "e:R owl:onProperty e:p ; owl:someValuesFrom xsd:integer ."
        "e:a e:p '1'^^xsd:byte . e:b e:p '1' .",
        "e:a a e:R .",
    ),
    # Concludes 1 owl:sameAs 01, which RDF cannot state; seen in what has the value.
    "dt-eq": Case(
        "e:R owl:onProperty e:p ; owl:hasValue 1 . e:a e:p 01 . e:b e:p '1' .",
        "e:a a e:R ; e:p 1 .",
    ),
    # Concludes 1 owl:differentFrom 2, which RDF cannot state; seen in what allows one value.
    "dt-diff": Contradiction(
        "e:p a owl:FunctionalProperty . e:a e:p 1 , 2 .",
        ("e:a", "e:p", "1", "2"),
        "e:p a owl:FunctionalProperty . e:a e:p 1 , 01 .",
        found_by="prp-fp",
    ),
    "dt-not-type": Contradiction(
        "e:p rdfs:range xsd:integer . e:a e:p 'one' .",
        ("e:a", "e:p", "xsd:integer", "one"),
        "e:p rdfs:range xsd:integer . e:a e:p '1'^^xsd:byte .",
    ),
}

SCHEMA: Final[Mapping[str, Case | Contradiction]] = {
    # Says that each class is part of owl:Thing, which is pruned; seen in what follows from that.
    "scm-cls": Case(
        "e:C a owl:Class . owl:Thing rdfs:subClassOf e:D . e:a a e:C .",
        "e:a a e:D . e:C rdfs:subClassOf e:D .",
    ),
    "scm-sco": Case(
        "e:C rdfs:subClassOf e:D . e:D rdfs:subClassOf e:E .",
        "e:C rdfs:subClassOf e:E .",
    ),
    "scm-eqc1": Case(
        "e:C owl:equivalentClass e:D .",
        "e:C rdfs:subClassOf e:D . e:D rdfs:subClassOf e:C ; owl:equivalentClass e:C .",
    ),
    "scm-eqc2": Case(
        "e:C rdfs:subClassOf e:D . e:D rdfs:subClassOf e:C .",
        "e:C owl:equivalentClass e:D . e:D owl:equivalentClass e:C .",
    ),
    # Say that each property is part of itself, which is pruned; seen in restrictions on it.
    "scm-op": Case(
        "e:p a owl:ObjectProperty ."
        "e:R owl:onProperty e:p ; owl:someValuesFrom e:C ."
        "e:S owl:onProperty e:p ; owl:someValuesFrom e:C .",
        "e:R rdfs:subClassOf e:S ; owl:equivalentClass e:S ."
        "e:S rdfs:subClassOf e:R ; owl:equivalentClass e:R .",
    ),
    "scm-dp": Case(
        "e:p a owl:DatatypeProperty ."
        "e:R owl:onProperty e:p ; owl:hasValue 1 . e:S owl:onProperty e:p ; owl:hasValue 1 .",
        "e:R rdfs:subClassOf e:S ; owl:equivalentClass e:S ."
        "e:S rdfs:subClassOf e:R ; owl:equivalentClass e:R .",
    ),
    "scm-spo": Case(
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:r .",
        "e:p rdfs:subPropertyOf e:r .",
    ),
    "scm-eqp1": Case(
        "e:p owl:equivalentProperty e:q .",
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:p ; owl:equivalentProperty e:p .",
    ),
    "scm-eqp2": Case(
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:p .",
        "e:p owl:equivalentProperty e:q . e:q owl:equivalentProperty e:p .",
    ),
    "scm-dom1": Case(
        "e:p rdfs:domain e:C . e:C rdfs:subClassOf e:D .",
        "e:p rdfs:domain e:D .",
    ),
    "scm-dom2": Case(
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:domain e:C .",
        "e:p rdfs:domain e:C .",
    ),
    "scm-rng1": Case(
        "e:p rdfs:range e:C . e:C rdfs:subClassOf e:D .",
        "e:p rdfs:range e:D .",
    ),
    "scm-rng2": Case(
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:range e:C .",
        "e:p rdfs:range e:C .",
        "e:p owl:inverseOf e:q . e:q rdfs:range e:C .",
    ),
    "scm-hv": Case(
        "e:R owl:onProperty e:p ; owl:hasValue e:v . e:S owl:onProperty e:q ; owl:hasValue e:v ."
        "e:p rdfs:subPropertyOf e:q .",
        "e:R rdfs:subClassOf e:S .",
    ),
    "scm-svf1": Case(
        "e:R owl:onProperty e:p ; owl:someValuesFrom e:C ."
        "e:S owl:onProperty e:p ; owl:someValuesFrom e:D . e:C rdfs:subClassOf e:D .",
        "e:R rdfs:subClassOf e:S .",
    ),
    "scm-svf2": Case(
        "e:R owl:onProperty e:p ; owl:someValuesFrom e:C ."
        "e:S owl:onProperty e:q ; owl:someValuesFrom e:C . e:p rdfs:subPropertyOf e:q .",
        "e:R rdfs:subClassOf e:S .",
    ),
    "scm-avf1": Case(
        "e:R owl:onProperty e:p ; owl:allValuesFrom e:C ."
        "e:S owl:onProperty e:p ; owl:allValuesFrom e:D . e:C rdfs:subClassOf e:D .",
        "e:R rdfs:subClassOf e:S .",
    ),
    "scm-avf2": Case(
        "e:R owl:onProperty e:p ; owl:allValuesFrom e:C ."
        "e:S owl:onProperty e:q ; owl:allValuesFrom e:C . e:p rdfs:subPropertyOf e:q .",
        "e:S rdfs:subClassOf e:R .",
    ),
    "scm-int": Case(
        "e:C owl:intersectionOf ( e:D e:E ) .",
        "e:C rdfs:subClassOf e:D , e:E .",
    ),
    "scm-uni": Case(
        "e:C owl:unionOf ( e:D e:E ) .",
        "e:D rdfs:subClassOf e:C . e:E rdfs:subClassOf e:C .",
    ),
}

TABLES: Final = (EQUALITY, PROPERTIES, CLASSES, CLASS_AXIOMS, DATATYPES, SCHEMA)
RULES: Final[Mapping[str, Case | Contradiction]] = {
    name: rule for table in TABLES for name, rule in table.items()
}
