# What there is of each kind.

list-agreements = Agreements
list-agreements-text = Treaties, declarations, norms and pledges on cybersecurity: those that the reviewed reports assess, and those that they name.
list-provisions = Provisions
list-provisions-text = Norms, principles, articles, commitments and recommendations: what the agreements ask for, one by one.
list-stakeholders = Stakeholders
list-stakeholders-text = States, companies, organisations, coalitions and persons who issue agreements, take part in them, act on them or say what they think of them.
list-actions = Actions
list-actions-text = What is done about the agreements: policies, programmes, products, advocacy, legislation.
list-documents = Documents
list-documents-text = The documents whose statements the graph holds, each with the passages that make them.
list-name = Name
list-any = any
list-filter = Show
list-all = Show all
list-shown =
    { $total ->
        [one] { $shown } of one
       *[other] { $shown } of { $total }
    }
list-nothing = Nothing fits all of this.
list-column-kind = Kind
list-column-issuer = Issued by
list-column-date = Date
list-column-character = Legal character
list-column-space = Space
list-column-status = Status
list-column-provisions = Provisions
list-column-actions = Actions
list-column-agreement = Agreement
list-column-number = Number
list-column-topic = Topic
list-column-addressee = Addressee
list-column-demand = Asks to
list-column-correspondences = Correspondences
list-column-group = Group
list-column-member = Member of
list-column-positions = Positions
list-column-actor = By
list-column-contributions = Contributes to
list-column-author = Author
list-column-addressed = Addressed to
list-column-passages = Passages
