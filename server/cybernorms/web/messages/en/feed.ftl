# What was published: the feed of versions, and the dumps of releases.

feed-text = Every time a graph changes, the version that was published is listed here, and nothing that is listed changes again. Programs read the list as a <a href="https://w3id.org/ldes/specification">Linked Data Event Stream</a> from <a href="/feed.ttl">/feed.ttl</a>; the command <code>cybernorms mirror</code> keeps a whole copy of this server up to date by it. Files to take away are among the <a href="/dumps">dumps</a>.
feed-empty = Nothing was published yet since the feed began.
feed-versions = Versions of graphs
feed-caption =
    { $count ->
        [one] One version
       *[other] { $count } versions, the latest first
    }
feed-number = number
feed-when = published
feed-what = what happened
feed-create = came
feed-update = changed
feed-delete = went
feed-digest = SHA-256
feed-page = Page { $page } of { $pages }
feed-pages = Pages of the feed
feed-older = Older versions
feed-newer = Newer versions

dumps-text = The graphs of release <code>{ $release }</code> as files. Those of N-Quads are in canonical form (RDFC-1.0): the SHA-256 shown is that of what is in them, and that of the whole begins with the name of the release. <a href="/dumps/{ $release }/SHA256SUMS">SHA256SUMS</a> checks the files themselves (<code>sha256sum --check</code>).
dumps-unmade = The files of this release are being made. Load this page again in some seconds.
dumps-files = Files of this release
dumps-caption =
    { $count ->
        [one] One data set
       *[other] { $count } data sets
    }
dumps-whole = Everything
dumps-others = Other releases
dumps-size = { $size } kB
