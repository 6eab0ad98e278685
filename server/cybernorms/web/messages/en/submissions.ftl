# /submissions: what institutions send in, and what became of it.

submissions-title = Submissions
submissions-text = Data of other institutions that was accepted, now or once. What is not accepted yet is seen by its institution and by curators, with their tokens.
submissions-shown =
    { $count ->
        [one] 1 submission
       *[other] { $count } submissions
    }
submissions-more = Further submissions
submissions-none = There is no such submission.
submissions-how = Submit data
submissions-how-text = With a token of your institution, send what <a href="/validate">Validate</a> takes: RDF in any format, or a spreadsheet.
submissions-next = The answer is a receipt, whose digest you can work out yourself. A curator then accepts it, rejects it or asks for changes, with a reason. Accepted data is <a href="/graph">a graph of its own</a> that queries see; a new version of the same data set takes its place.
submission-title = { $dataset }, of { $institution }
submission-id = Submission
submission-institution = Institution
submission-dataset = Data set
submission-state = State
submission-received = Received
submission-profile = Profile
submission-files = Files
submission-file = { $name } ({ $format }, { $bytes } bytes)
submission-payload = As it was sent
submission-triples =
    { $count ->
        [one] 1 statement
       *[other] { $count } statements
    }
submission-statements = Statements
submission-digest = Digest
submission-utc = { $time } UTC
submission-sha256 = SHA-256 <code>{ $digest }</code>
submission-canonical = RDFC-1.0, SHA-256 <code>{ $digest }</code>
submission-version = { $version }, SHA-256 <code>{ $digest }</code>
submission-graph = Graph
submission-provenance = Provenance
submission-revises = New version of
submission-judgement = Judgement
submission-conforms = It conforms to { $profile }.
submission-fails = It does not conform to { $profile }.
submission-report = The report
submission-judged = Judged
submission-version-ontology = Ontology
submission-version-shapes = Shapes
submission-events = What happened
submission-events-caption =
    { $count ->
        [one] 1 event
       *[other] { $count } events
    }
submission-time = Time (UTC)
submission-event = Event
submission-actor = By
submission-reason = Reason
submission-state-received = Received, not judged yet
submission-state-unreadable = Cannot be read
submission-state-conforms = Conforms, awaits a decision
submission-state-nonconforming = Does not conform
submission-state-approved = Approved, part of the next build
submission-state-accepted = Accepted
submission-state-rejected = Rejected
submission-state-changes-requested = Changes requested
submission-state-superseded = Superseded
submission-state-retracting = Retraction awaits the next build
submission-state-retracted = Retracted
submission-event-received = received
submission-event-judged = judged
submission-event-unreadable = could not be read
submission-event-approved = approved
submission-event-accepted = accepted
submission-event-refused = could not be carried out
submission-event-rejected = rejected
submission-event-changes-requested = changes requested
submission-event-superseded = superseded
submission-event-retracting = retraction asked for
submission-event-retracted = retracted
