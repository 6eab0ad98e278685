# What stands on every page, and what several kinds of pages share.

site-skip = Skip to the content
site-nav = Main
site-more = More
site-crumbs = Breadcrumbs
site-home = Home
site-agreements = Agreements
site-provisions = Provisions
site-actions = Actions
site-stakeholders = Stakeholders
site-documents = Documents
site-matrix = Matrix
site-compare = Compare
site-timeline = Timeline
site-explore = Explore
site-query = Query
site-questions = Questions
site-ontology = Ontology
site-shapes = Shapes
site-validate = Validate
site-explain = Why does it hold?
site-graphs = Graphs
site-federation = Federation
site-mappings = Mappings
site-catalogue = Catalogue
site-releases = Releases
site-submissions = Submissions
site-dumps = Dumps
site-feed = Feed of versions
site-openapi = OpenAPI
site-terms = cybernorms { $version }. Data under <a href="{ $license }" rel="license">CC BY 4.0</a>, code under Apache 2.0. Source and contact: <a href="https://w3id.org/cybernorms/">w3id.org/cybernorms</a>.
site-snapshot = Snapshot
site-withdrawn = This was withdrawn. The page tells what it was.
site-replaced = In its place there is:

# Facts and where they come from.
fact-derived = derived
fact-derived-help = Follows from other statements by reasoning: show which
fact-stated-in = Stated in { $graph }
fact-stated = stated
fact-passages =
    { $count ->
        [one] 1 passage
       *[other] { $count } passages
    }
fact-sources =
    { $count ->
        [one] 1 source
       *[other] { $count } sources
    }
fact-contradiction = <strong>Contradicts itself:</strong> { $text }
fact-certainty = The reading is <strong>{ $value }</strong>.
fact-editorial = <span class="note">Curators:</span> { $text }
fact-unnamed = unnamed
fact-of = of
data-as = As data:

# Answers of queries.
answer-yes = Yes
answer-no = No
answer-graph = Graph in Turtle
answer-more-rows =
    { $count ->
        [one] One more row is in the downloads.
       *[other] { $count } more rows are in the downloads.
    }
answer-more-characters =
    { $count ->
        [one] One more character is in the downloads.
       *[other] { $count } more characters are in the downloads.
    }
answer-rows =
    { $count ->
        [one] One row
       *[other] { $count } rows
    }
answer-first-rows =
    { $count ->
        [one] The first row
       *[other] The first { $count } rows
    }
answer-inferred =
    { $count ->
        [one] One of these rows is not in the answer over stated facts alone; it is marked <span class="mark">derived</span>.
       *[other] { $count } of these rows are not in the answer over stated facts alone; they are marked <span class="mark">derived</span>.
    }
answer-empty = No rows. Nothing in the graph fits the query.
answer-cut = The answer was <a href="/problem/truncated">cut</a> behind { $count } rows or triples, here and in the downloads.
answer-stated = Over stated facts alone.
answer-all = All rows and columns:

# A fault in a text.
problem-place = (Line { $line }, column { $column }.)
