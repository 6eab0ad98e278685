# The explorer.

explore-intro = Begin with a resource and open what it is linked with, step by step; or see how two resources are connected.
explore-from = From
explore-to = Paths to
explore-to-help = Optional. Names, IRIs, or as in agreement/paris-call
explore-go = Explore
explore-title = From { $start }
explore-title-paths = From { $start } to { $end }
explore-paths = Paths to { $end }
explore-no-paths = No path of up to { $links } links was found that does not pass through resources with very many links.
explore-path =
    { $links ->
        [one] One link
       *[other] { $links } links
    }
explore-drop-paths = Show no paths
explore-without-derived = Leave out what is derived
explore-with-derived = Show what is derived too
explore-drawing = Drawing of what is opened
explore-drawing-help = Click on a resource to open it. The lists below say the same, and can be reached by keyboard.
explore-legend = Legend
explore-fit = Fit
explore-zoom-in = Zoom in
explore-zoom-out = Zoom out
explore-png = PNG
explore-svg = SVG
explore-save = Save the drawing:
explore-share = Copy the link to this view
explore-shared = The link to this view is copied.
explore-lists = What is opened
explore-links =
    { $count ->
        [0] No links
        [one] One link
       *[other] { $count } links
    }
explore-opened = { $label }: { $links }
explore-to-others = leads to
explore-from-others = leads here from
explore-open = Open
explore-open-what = Open { $label }
explore-close = Close
explore-close-what = Close { $label }
explore-is-open = opened
explore-lead = Paths to it
explore-lead-what = Paths to it: { $label }
explore-begin = Begin here
explore-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
explore-why = Who says so, where, or by which reasoning it follows
explore-cut = It has more links than are read here.
explore-unknown = Nothing here is called “{ $text }”
explore-meant = Explore with what may be meant:
explore-samples = Agreements to begin with

explore-kind-agreement = Agreement
explore-kind-provision = Provision
explore-kind-stakeholder = Stakeholder
explore-kind-action = Action
explore-kind-claim = Claim
explore-kind-concept = Concept
explore-kind-source = Document
explore-kind-position = Position
explore-kind-finding = Finding
explore-kind-event = Event
explore-kind-other = Other
explore-line-stated = Stated
explore-line-derived = Derived
explore-line-path = On a path
