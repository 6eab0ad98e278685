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

compare-title = Compare agreements
compare-intro = Choose two agreements or more to see side by side what they are, who is in them, what reviewers find in them, which of their provisions correspond, who acts on them, and what one has and another lacks.
compare-one-more = { $agreement } is chosen; choose at least one more.
compare-chosen = Agreements that are compared
compare-remove = leave out
compare-choose = Choose agreements
compare-reviewed = Reviewed agreements
compare-further = Further texts and versions
compare-do = Compare
compare-over = Over
compare-over-all = stated and derived facts
compare-over-stated = stated facts alone
compare-all = What only follows by reasoning is among it, and marked.
compare-to-stated = Leave it out
compare-stated = Only what is stated is shown.
compare-to-all = Add what follows by reasoning
compare-contents = Parts of the comparison
compare-about = What each is
compare-dates = Dates
compare-parties = Who is in it
compare-elements = Key elements
compare-provisions = Provisions that correspond
compare-actions = Actions
compare-gaps = Gaps
compare-gaps-elements = Elements that one has and another lacks
compare-gaps-provisions = Provisions that correspond to none of the others
compare-no-gaps = On every assessed element the agreements agree, as far as one has it and another lacks it.
compare-element = Element
compare-having = Has it
compare-lacking = Lacks it
compare-wording = Words
compare-why = Why
compare-entries = { $count } entries
compare-no-group = Group not stated
compare-differs = differs
compare-common = in common
compare-nothing = nothing known
compare-empty = Nothing is known of this for these agreements.

timeline-title = Timeline
timeline-intro = Adoption, signature, entry into force, versions, numbers of participants, who joined, actions and works, each as exactly dated as its source has it.
timeline-shown =
    { $count ->
        [one] One of { $all } entries
       *[other] { $count } of { $all } entries
    }
timeline-undated = Without a date
timeline-coarser = less exactly:
timeline-none = Nothing fits the choice.
timeline-chart = Chart of the timeline
timeline-caption = A dot is a day; a bar is a month or a year, where it is not known more exactly. Drag, pinch or Ctrl and wheel move and zoom. On the keyboard arrows go from one to the next, + and − zoom, and 0 shows the whole time. Where numbers of one agreement were counted more than once, lines show how they grew.
timeline-zoom-in = Nearer
timeline-zoom-out = Farther
timeline-whole = Whole time

# In the description for programs.
openapi-at-views-matrix = The reviewed agreements against the key elements; narrowed by space, kind, character, from and to (years), ordered by sort
openapi-at-views-compare = Agreements side by side: agreement twice or more, entailment=none without what is derived
openapi-at-views-timeline = What happened, was counted or done when; narrowed by agreement, kind, from and to (years)
