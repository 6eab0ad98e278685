# /validate: the form, and a judged submission.

validate-title = Check your data
validate-result = Result
validate-text = Paste RDF, drop files, or <a href="#try">try an example</a>. You are told what is wrong, on which line, why the rule exists and how to mend it. Nothing is kept. Programs send the same to <code>{ $address }</code> and name the report they want in <code>Accept</code>; <code>cybernorms validate</code> does it where you are.
validate-conforms = Conforms
validate-fails = Does not conform
validate-violations =
    { $count ->
        [one] one violation
       *[other] { $count } violations
    }
validate-warnings =
    { $count ->
        [one] one warning
       *[other] { $count } warnings
    }
validate-infos =
    { $count ->
        [one] one remark
       *[other] { $count } remarks
    }
validate-verdict = { $verdict }: { $counts }
validate-omitted =
    { $shown ->
        [one] The worst one follows;
       *[other] The worst { $shown } follow;
    } { $omitted ->
        [one] one more is left out.
       *[other] { $omitted } more are left out.
    }
validate-results = Results
validate-result-number = Result { $number }
validate-violation = Violation
validate-warning = Warning
validate-info = Remark
validate-mend = Mend:
validate-fits = Fits { $branch }
validate-fits-not = Not { $branch }
validate-about = About <code>{ $about }</code>
validate-found = About <code>{ $about }</code>, found <code>{ $found }</code>
validate-why = Why:
validate-rule = Rule:
validate-in-file = { $file }, { $place }
validate-line = line { $line }
validate-line-column = line { $line }, column { $column }
validate-cell = cell { $cell }
validate-sheet = sheet { $sheet }
validate-heading = { $place } (column “{ $heading }”)
validate-long = A long text: only the lines around the results are shown.
validate-lines = { $file } with the marked lines
validate-again = Check again
validate-try = Try an example
validate-example-good = A good submission
validate-example-bad = One with eight mistakes
validate-data = Your data
validate-drop = Paste here, or drop files
validate-format = Written in
validate-format-guess = what it looks like
validate-profile = Judged as
validate-profiles = what these ask
validate-files = Files
validate-report = Report as
validate-report-page = page
validate-report-text = text
validate-report-turtle = SHACL report (Turtle)
validate-report-html = HTML to keep
validate-check = Check
validate-checking = Checking …
