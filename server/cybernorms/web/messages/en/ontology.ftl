# The page of the ontology.

ontology-about = The terms that the graph is written in: namespace <code>{ $namespace }</code>, prefix <code>cn:</code>. Each has an address of its own, which ends in # and its name.
ontology-filter = Show terms with
ontology-found =
    { $count ->
        [one] one term
       *[other] { $count } terms
    }
ontology-many = { $count } in all
ontology-classes = Classes
ontology-object-properties = Object properties
ontology-datatype-properties = Datatype properties
ontology-annotation-properties = Annotation properties
ontology-modules = Modules
ontology-row-modules = Module
ontology-size-modules = Terms
ontology-schemes = Concept schemes
ontology-row-schemes = Scheme
ontology-size-schemes = Concepts
ontology-example = example
ontology-follows = follows
ontology-if = if
ontology-then = then
ontology-character = character
ontology-FunctionalProperty = has one value at most
ontology-SymmetricProperty = holds in both directions
ontology-TransitiveProperty = goes on from one to the next
ontology-broader = special case of
ontology-narrower = special cases
ontology-disjoint = never at once
ontology-domain = from
ontology-range = to
ontology-inverse = inverse of
ontology-derives = lets follow
ontology-replacement = replaced by
ontology-source = source
ontology-module = module
ontology-used = used
ontology-instances =
    { $count ->
        [one] by one resource
       *[other] by { $count } resources
    }
ontology-statements =
    { $count ->
        [one] in one statement
       *[other] in { $count } statements
    }
ontology-derived =
    { $count ->
        [one] (one by reasoning)
       *[other] ({ $count } by reasoning)
    }
ontology-shapes = judged by
ontology-questions = asked in
