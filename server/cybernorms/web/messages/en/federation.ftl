# The federation: its members, their tests, and how to join.

federation-text = Other institutions hold the rest of the picture at SPARQL endpoints of their own. Queries here may ask these members by SERVICE and by members=; nobody else is called.
federation-members = Members
federation-caption =
    { $count ->
        [0] No member yet
        [one] One member
       *[other] { $count } members
    }
federation-waiting =
    { $count ->
        [one] One further endpoint was announced and has not answered a query yet.
       *[other] { $count } further endpoints were announced and have not answered a query yet.
    }
federation-member = Member
federation-name = Name
federation-status = Status
federation-endpoint = Endpoint
federation-checks = Checks
federation-passed = { $passed } passed, { $failed } failed
federation-tested = Tested
federation-never = not yet
federation-at = { $time } UTC
federation-statements = Statements
federation-status-candidate = candidate
federation-status-active = active
federation-status-degraded = degraded
federation-status-suspended = suspended
federation-candidate-text = It has joined, and a curator has not decided yet. Queries do not ask it.
federation-active-text = Queries may ask it.
federation-degraded-text = It failed its last tests. Queries may ask it, and their answers say what is missing.
federation-suspended-text = A curator has suspended it. Queries do not ask it.
federation-join = Join
federation-join-text = Give the address of your SPARQL endpoint. It is tested within minutes, and again each day; what the test finds, and how to mend it, is shown on a page of its own. Then a curator decides. Programs send the same to <code>/federation/ping</code>.
federation-url = Address of the endpoint
federation-member-title = Title
federation-announce = Announce
federation-engines = Configuration of engines
federation-engines-text = All active members and this endpoint, for engines that ask the whole federation: <a href="/federation/comunica.json">Comunica</a>, <a href="/federation/fedx.ttl">FedX (RDF4J)</a>, <a href="/federation/hefquin.ttl">HeFQUIN</a>.
federation-waits = This endpoint was announced and has not answered a query yet. It is tested within minutes; what has not answered in three tests is forgotten. Nothing else is told of it before that.
federation-reason = Reason
federation-joined = Joined
federation-availability = Answered
federation-availability-value =
    { $count ->
        [one] in { $answered } of one test
       *[other] in { $answered } of its last { $count } tests
    }
federation-licence = Licence
federation-contract = Contract test
federation-contract-text =
    { $failed ->
        [0] It passed all that applies.
        [one] One check failed. Each says how to mend it.
       *[other] { $failed } checks failed. Each says how to mend it.
    }
federation-check = Check
federation-outcome = Outcome
federation-outcome-passed = passed
federation-outcome-failed = failed
federation-outcome-inapplicable = not applicable
federation-mend = To mend it:
federation-holds = What it holds
federation-holds-void = As its VoID tells; classes and properties with most.
federation-holds-counted = It publishes no VoID, so this was counted by queries; classes and properties with most.
federation-classes = Classes
federation-properties = Properties
federation-class = Class
federation-property = Property
federation-resources = Resources
federation-history = History
federation-when = When
federation-by = By
federation-tests = Last tests
federation-milliseconds = Milliseconds
federation-badge = Badge
federation-badge-text = For a page of yours:
federation-badge-label = cybernorms federation
federation-badge-alt = cybernorms federation: { $status }

# What a federated answer is made of.
federation-answer = What the answer is made of
federation-answer-text = A query that asks members by <code>SERVICE</code> or <code>members=</code> is answered with what they gave. This says who was asked, what came back and what is missing; it is kept for a day.
federation-answer-made = The answer was made
federation-answer-link = What the answer is made of
federation-complete = Complete: all that was wanted of members came.
federation-incomplete = Not complete: something is missing.
federation-shares = Members that were asked
federation-share = What came
federation-share-whole = all
federation-share-part = not all
federation-share-none = nothing to ask it for
federation-share-cut = There were more rows than were given or taken.
federation-share-age =
    { $seconds ->
        [one] From memory, one second old
       *[other] From memory, { $seconds } seconds old
    }
federation-share-breaker = After failures it is left alone for a while.
federation-rows = Rows
federation-requests = Requests
