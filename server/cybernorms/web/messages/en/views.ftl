# Views over many agreements: matrix, comparison, timeline.

views-filter = Choose
views-any = any
views-space = Space for agreement
views-kind = Kind
views-character = Legal character
views-from = From year
views-to = to
views-apply = Show
views-reset = Show all
views-option = { $name } ({ $count })

matrix-title = Matrix
matrix-intro = What reviewers find on each key element in each agreement. Open a cell for the note, who assessed it, how sure the reading is, and the passage.
matrix-shown =
    { $count ->
        [one] One of { $all } reviewed agreements against { $elements } key elements
       *[other] { $count } of { $all } reviewed agreements against { $elements } key elements
    }
matrix-none = No agreement fits the choice.
matrix-number = No.
matrix-agreement = Agreement
matrix-year = Year
matrix-sum = All
matrix-total = Total
matrix-sort = Sort by { $column }
matrix-legend = Signs
matrix-unsure = The reading is not certain
matrix-answered = Somebody else takes a position on it
matrix-differs = Assessors disagree
matrix-missing = not assessed
matrix-cell = { $agreement }: { $element }
matrix-value = Value
matrix-certainty = Certainty
matrix-assessor = Assessed by
matrix-candidates = May also be read as
matrix-note = Note
matrix-contradiction = Contradiction
matrix-remark = Remark
matrix-positions = Positions on it
matrix-passages = Passages
matrix-permalink = All statements of this assessment
matrix-close = Close
