# The form of a query.
query-label = SPARQL query
query-as = Answer as
query-as-page = page
query-as-graph = { $format } (graphs)
query-stated = Stated facts only, nothing derived
query-run = Run
query-members = Ask together with
query-members-note = Their data and ours are asked as one graph; the answer says what each of them gave.

# The page /sparql.
query-title = Query
query-result-title = Result
query-intro = Ask the graph in <a href="https://www.w3.org/TR/sparql11-query/">SPARQL 1.1</a>. Programs send the same queries to <code>{ $endpoint }</code> and name the format they want in <code>Accept</code>.
query-hint = Line { $line }, column { $column }: { $hint }
query-wrong-line = The query with the line that is wrong
query-answer = Answer
query-link = Link to this query
query-iris = IRIs beside labels

# Examples.
query-examples = Start from a question
query-topic = { $topic } ({ $count })
query-filter = Filter the questions
query-no-example = No question has these words.

# What the editor of the page adds.
query-keys = Ctrl-Enter (or ⌘-Enter) runs, Ctrl-Space completes, Tab goes on to the next field.
query-completions = Completions
query-stop = Stop
query-running = Running…
query-done = The answer is there.
query-stopped = Stopped.
query-unreachable = The server did not answer. Try again.
query-expected = Not valid SPARQL from here on. Expected: { $tokens }
query-copied = The link is copied.
query-loaded = “{ $title }” is in the editor.
query-views = Show the answer as
query-view-answer = Table
query-view-turtle = Turtle
query-view-raw = Raw
query-view-chart = Chart
query-view-graph = Graph
query-raw-cut = The first { $count } characters; the downloads have all.
query-chart-labels = Labels
query-chart-values = Values
query-chart-rows = Number of rows
query-chart-kind = Kind
query-chart-bar = Bars
query-chart-line = Line
query-chart-text = Chart of { $values } by { $labels }, { $count } of them. The table has the figures.
query-chart-cut = The first { $count } of { $total }.
query-graph-text = Graph of { $nodes } resources and { $links } links between them. The Turtle says the same.
query-graph-cut = The first { $count } of { $total } triples.
query-graph-empty = No links between resources to draw.
query-explain = Explain this row
query-explain-title = Why this row is there
query-explain-text = The row fits the query because these statements hold. Each leads to the reasons and the passages behind it.
query-explain-none = No statement can be named: the row comes from a path, a computation or an absence.
query-explain-more = And { $count } more.
query-explain-derived = derived
query-close = Close
