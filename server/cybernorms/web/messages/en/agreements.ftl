# Pages of agreements, provisions, and of what is said about them.

kind-contents = On this page
kind-explore = Explore its neighbourhood
kind-date = Date
kind-undated = undated
kind-evidence = Evidence
kind-note = Notes
kind-contradiction = Contradiction
kind-curators = Curators’ notes
kind-certainty = Certainty
kind-says = according to { $who }
kind-other = Other

agreement-about = What it is
agreement-events = What happened when
agreement-parties = Who is in it
agreement-provisions = Provisions
agreement-elements = Key elements
agreement-actions = Actions claimed for it
agreement-positions = Positions on it
agreement-disagreements = Where sources differ
agreement-findings = Findings
agreement-related = Related agreements
agreement-compare = Compare with others
agreement-names = Other names
agreement-identifiers = Official identifiers
agreement-issuer = Issued by
agreement-status = Status
agreement-kind = Kind
agreement-character = Legal character
agreement-space = Space for agreement
agreement-address = On the web
agreement-subject = Subjects
agreement-reviewed = Reviewed in
agreement-review-number = Number { $number } of the review
agreement-mentioned = Mentioned in
agreement-event = Event
agreement-involves = with { $who }
agreement-no-group = Without a group
agreement-named =
    { $count ->
        [one] 1 named here
       *[other] { $count } named here
    }
agreement-counts = How many
agreement-number = Number
agreement-share = Size
agreement-counted = Counted as
agreement-version-of = Version of { $other }
agreement-has-version = Has the version { $other }
agreement-supersedes = Supersedes { $other }
agreement-superseded-by = Superseded by { $other }
agreement-refers-to = Refers to { $other }
agreement-referred-by = Referred to by { $other }
agreement-shared =
    { $count ->
        [one] 1 correspondence
       *[other] { $count } correspondences
    }

agreement-corresponds = { $own } and { $other }: { $relation }

provision-about = What it asks
provision-versions = Versions
provision-correspondences = In other agreements
provision-actions = Who acts on it
provision-positions = Positions
provision-findings = Findings and events
provision-references = How documents refer to it
provision-wording = Official wording
provision-no-wording = No source that is held here quotes its wording.
provision-agreement = Part of
provision-number = Number
provision-addressee = Speaks to
provision-demand = Asks to
provision-topic = Topic
provision-later = Later:
provision-earlier = Earlier:
provision-in = in { $agreement }
provision-claimed = Claimed to support it
provision-contributing = Contributing through a corresponding provision
provision-through = claimed for { $provisions }, which corresponds to this
provision-asks = asks { $who } to { $demand }
provision-speaks = speaks to { $who }
provision-tally = { $actions ->
        [0] no actions
        [one] 1 action
       *[other] { $actions } actions
    }, { $correspondences ->
        [0] no correspondences
        [one] 1 correspondence
       *[other] { $correspondences } correspondences
    }{ $positions ->
        [0] {""}
        [one] , 1 position
       *[other] , { $positions } positions
    }

assessment-element = Element
assessment-value = Found
assessment-assessor = Assessor
assessment-candidates = may be { $values }
assessment-position = { $holder }: { $position } ({ $stance })

claim-caveat = Somebody claims that these actions support it. What nobody has claimed is not known to the graph, which does not mean that nothing is done.
claim-by = carried out by { $actor }, claimed by { $claimant }
claim-carried-out = carried out by { $actor }
claim-nobody = nobody named
claim-itself = the claim
claim-ambiguous = “{ $text }” is ambiguous; it may mean { $candidates }
claim-unresolved = References that are ambiguous

position-by = { $holder }: { $stance }
position-on = on { $targets }
position-amendments = Wording it asks for: { $provision }
position-arguments = Arguments
position-suggestions = Suggestions
position-comments = Comments
position-breaches = Examples of breach
position-supporting = Documents it rests on
position-about = about { $targets }
position-origin = suspected origin: { $origin }
position-question = Asked: { $question }

correspondence-itself = Correspondence
correspondence-seen = { $other } { $relation ->
        [same-wording] has the same wording
        [close] asks for much the same in other words
        [broader] asks for more, or of more actors
        [narrower] asks for less, or of fewer actors
        [related] touches the same matter
        [conflicting] asks for the contrary
       *[other] corresponds to it
    }
correspondence-compare = Compare the wordings
correspondence-stated = stated by { $by }
correspondence-inferred = inferred by { $by }

disagreement-date = Two dates
disagreement-number = Two numbers
disagreement-classification = Two classifications

reference-ambiguous = ambiguous: this is one of the provisions that it may mean

change-deleted = [deleted:{" "}
change-inserted = [inserted:{" "}
change-end = ]

statement-facts = What is stated
statement-incoming = What refers to it
statement-sides = What differs
statement-amended = The wording with this amendment
statement-correspondence = { $second } ({ $second-agreement }) { $relation ->
        [same-wording] has the same wording as
        [close] asks for much the same as
        [broader] asks for more, or of more actors, than
        [narrower] asks for less, or of fewer actors, than
        [related] touches the same matter as
        [conflicting] asks for the contrary of
       *[other] corresponds to
    } { $first } ({ $first-agreement }).
statement-assessment = { $value ->
        [yes] { $who } finds this in { $agreement }: { $element }.
        [no] { $who } does not find this in { $agreement }: { $element }.
        [indirect] { $who } finds this in { $agreement }, if indirectly: { $element }.
       *[not-stated] { $who } gives no value that can be read for this in { $agreement }: { $element }.
    }
statement-claim = { $claimant } claims that { $action } supports { $target }.
statement-of = { $provision } of { $agreement }
statement-ambiguous = “{ $text }”, which may mean { $candidates }
statement-position = { $holder } on { $targets }: { $stance }.
statement-participation = { $participant } is { $role } of { $agreement }.
statement-participation-since = { $participant } is { $role } of { $agreement }, as of { $date }.
statement-count = Number counted as { $role } of { $agreement }: { $number }.
statement-count-group = Number of { $group } counted as { $role } of { $agreement }: { $number }.
statement-as-of = As of { $date }.
statement-classification = { $who } classifies { $agreement } as: { $value }.
statement-finding = Noted by { $who } as: { $kind }.
statement-event = { $date }: { $kind } of { $agreement }.
statement-reference = “{ $text }” means { $target }.
statement-reference-ambiguous = “{ $text }” is ambiguous; it may mean { $candidates }.
