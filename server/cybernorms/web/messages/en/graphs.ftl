# The graphs, the catalogue, the releases, and the page of a resource of no special kind.

graphs-text = Each named graph holds what one source says. A query that names none reads all of them together: { $count } different statements.
graphs-caption =
    { $count ->
        [one] One named graph
       *[other] { $count } named graphs
    }
graphs-graph = graph
graphs-statements = statements
graph-count =
    { $count ->
        [one] One statement.
       *[other] { $count } statements.
    }
graph-about = About this graph
graph-ask = Ask it alone

catalogue-text = The data sets of this server. As RDF this is a <a href="/catalog.ttl">DCAT catalogue</a> and a <a href="/void.ttl">VoID description</a> with the properties of each class. Packed files with checksums are among the <a href="/dumps">dumps</a>, changes in the <a href="/feed">feed</a>; what other institutions have is in the <a href="/federation">federation</a>.
catalogue-meta = Both are in <a href="/graph/meta">the graph about the graphs</a>.
catalogue-sets = Data sets
catalogue-caption =
    { $count ->
        [one] One data set
       *[other] { $count } data sets
    }
catalogue-set = data set
catalogue-about = about
catalogue-licence = licence
catalogue-download = download
catalogue-classes = Classes
catalogue-classes-caption =
    { $count ->
        [one] One class, with what is derived
       *[other] { $count } classes, with what is derived
    }
catalogue-class = class
catalogue-things = things

releases-text = Each build of the graph has an identifier made from its content. The latest are kept, and the parameter <code>release</code> asks one of them: of a query, of a graph at <code>/data</code>, of a resource. The list as <a href="/releases.json">JSON</a>.
releases-kept = Kept releases
releases-caption =
    { $count ->
        [one] One kept release
       *[other] { $count } kept releases, the latest first
    }
releases-release = release
releases-current = (current)
releases-built = built

anything-silent = Nothing is said about this resource itself; others refer to it.
anything-incoming = What refers to it
anything-sources = Who states it
anything-cut = There are more statements than a page shows; the data have all of them.
