# The home page.

home-title = cybernorms: international cybersecurity agreements as linked data
home-heading = International cybersecurity agreements, as data you can question
home-text = Which norms exist, who agreed to them, what is being done about them, and who says so: as a graph, in which every statement leads to the passage of the document that makes it.
home-contents = What is in it
home-agreements =
    { $count ->
        [one] agreement
       *[other] agreements
    }
home-provisions =
    { $count ->
        [one] norm or other provision
       *[other] norms and other provisions
    }
home-actions =
    { $count ->
        [one] action on them
       *[other] actions on them
    }
home-stakeholders =
    { $count ->
        [one] stakeholder
       *[other] stakeholders
    }
home-elements =
    { $count ->
        [one] key element that agreements have or lack
       *[other] key elements that agreements have or lack
    }
home-documents =
    { $count ->
        [one] source document
       *[other] source documents
    }
home-passages =
    { $count ->
        [one] passage as evidence
       *[other] passages as evidence
    }
home-statements = statements
home-graphs =
    { $count ->
        [one] in one graph
       *[other] in { $count } graphs
    }
home-shared = Norms that agreements share
home-shared-text = Each has counterparts in other agreements. Its page shows them, who acts on them, and the passages that say so.
home-correspondences =
    { $count ->
        [one] one counterpart
       *[other] { $count } counterparts
    }
home-acted =
    { $count ->
        [0] no action
        [one] one action
       *[other] { $count } actions
    }
home-all-provisions = All norms and other provisions
home-answer = Some of { $count } rows
home-answer-all = The whole answer, its query, and the data
home-look = Ways to look
home-matrix = Which agreement has which of the ten key elements?
home-compare = Agreements side by side: elements, provisions, parties, actions, gaps.
home-timeline = When texts were adopted, signed and changed, and when what was done.
home-explore = Start at anything, and follow what it is connected with.
home-questions = Questions that are answered already, to change and to take along.
home-query = Your own question, in SPARQL.
home-users = For whom
home-researchers = Researchers
home-researchers-text = Start from one of the <a href="/questions">{ $count } questions</a>, change its <a href="/sparql">query</a>, download CSV, and cite the snapshot.
home-institutions = Institutions
home-institutions-text = Point your own engine's <code>SERVICE</code> at <code>{ $address }</code>; the <a href="/sparql?format=ttl">service description</a> says what is there.
home-publishers = Data publishers
home-publishers-text = Use the <a href="/ontology">ontology</a> for your own agreements and actions, and the <a href="/shapes">shapes</a> to <a href="/validate">check them</a>, line by line.
