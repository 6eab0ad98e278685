# /explain: why a statement holds.

explain-title = Why does this hold?
explain-title-of = Why: { $statement }
explain-text = Give a statement; the answer is a proof, from what documents and the ontology state, by the rules of OWL 2 RL, down to the passages.
explain-fails = It does not hold
explain-fails-text = Nobody states it, and it does not follow from what is stated.
explain-near = What holds nearby
explain-why = why
explain-why-help = Why this holds
explain-holds = It holds
explain-given-up = It follows, but the search for a proof was given up before one was found.
explain-stated = It is stated
explain-follows =
    { $count ->
        [one] It follows
       *[other] It follows in { $count } ways
    }
explain-proof = Proof { $number }
explain-passage = Passage
explain-passage-of = of
explain-characters = characters { $start } to { $end }
explain-stated-in = Stated in
explain-source = source:
explain-another = Ask about another
explain-subject = Subject
explain-predicate = Predicate
explain-object = Object
explain-button = Explain
explain-choices = Statements to choose from
explain-nothing = Nothing in the graph fits
explain-rules = The rules
explain-rules-text = Named as in <a href="https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules" rel="noopener">OWL 2 Profiles, section 4.3</a>.
explain-rule = rule
explain-if = if
explain-then = then
