# The search form of every page, and /search.

search-title = Search
search-titled = { $text }: search
search-label = Search
search-hint = Norms, agreements, actors …
search-button = Search
search-description = Agreements on international cybersecurity, their norms, who acts on them, and the passages that say so
search-completions = Suggestions
search-completed = { $count } suggestions, use the arrow keys
search-nothing-typed = Everything that can be found, the most referred to first. Type words, or narrow it down.
search-count =
    { $count ->
        [0] Nothing found
        [one] One result
       *[other] { $count } results
    }
search-count-for =
    { $count ->
        [0] Nothing found for <q>{ $text }</q>
        [one] One result for <q>{ $text }</q>
       *[other] { $count } results for <q>{ $text }</q>
    }
search-instead = Some of these words are nowhere in the index. Searched for <strong>{ $instead }</strong> instead.
search-verbatim = Search for the words as typed
search-incomplete = Nothing has all of these words; these results have some of them.
search-chosen = Narrowed to
search-drop = Remove { $facet }: { $value }
search-all = Remove all
search-narrow = Narrow the results
search-jump = Narrow down
search-facet-kind = Kind
search-facet-agreement = Agreement
search-facet-group = Stakeholder group
search-facet-year = Year
search-facet-element = Key element
search-more =
    { $count ->
        [one] One more
       *[other] { $count } more
    }
search-results = Results
search-also = also: { $name }
search-belongs = in { $owner }
search-suggested = { $kind }, { $owner }
search-pages = Pages of results
search-page = Page { $page } of { $pages }
search-previous = Previous
search-next = Next
search-try = What you could try
search-try-fewer = fewer or more general words
search-try-wide = the same words <a href="{ $address }">without narrowing</a>
search-try-names = the name, the abbreviation or the number of a text: <a href="/search?q=MANRS">MANRS</a>, <a href="/search?q=A%2FRES%2F73%2F27">A/RES/73/27</a>, <a href="/search?q=Paris+Call+principle+2">Paris Call principle 2</a>
search-try-quotes = a phrase in quotation marks: <a href="/search?q=%22public+core%22">"public core"</a>
search-try-questions = one of the <a href="/questions">questions</a> that are answered here, or a <a href="/sparql">query</a> of your own

# Kinds of what is found.
search-kind-agreement = Agreement
search-kind-provision = Provision
search-kind-stakeholder = Stakeholder
search-kind-action = Action
search-kind-document = Document
search-kind-incident = Incident
search-kind-position = Position
search-kind-assessment = Assessment
search-kind-claim = Claim
search-kind-correspondence = Correspondence
search-kind-finding = Finding
search-kind-event = Event
search-kind-argument = Argument or suggestion
search-kind-breach = Example of breach
search-kind-participation = Participation
search-kind-count = Figure
search-kind-classification = Classification
search-kind-reference = Reference
search-kind-passage = Passage
search-kind-concept = Concept
search-kind-scheme = Concept scheme
search-kind-question = Question
search-kind-term = Term of the ontology
search-kind-shape = Shape
search-kind-other = Other

# What programs are told of the addresses.
openapi-at-search-results = What fits some words, narrowed by kind, agreement, group, year and element
openapi-at-search-suggestions = Completions of what is typed, as OpenSearch suggestions
openapi-at-search-description = How to search here, as an OpenSearch description
