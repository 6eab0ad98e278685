# What stands on every page, and what several kinds of pages share.

site-skip = Skip to the content
site-nav = Main
site-query = Query
site-questions = Questions
site-ontology = Ontology
site-shapes = Shapes
site-validate = Validate
site-graphs = Graphs

# Facts and where they come from.
fact-derived = derived
fact-derived-help = Follows from other statements by reasoning: show which
fact-stated-in = Stated in { $graph }
fact-passages =
    { $count ->
        [one] passage
       *[other] { $count } passages
    }
fact-passage = { $section }
fact-unnamed = unnamed
data-as = As data:
