# Mapping sets: what is called otherwise elsewhere.

mappings-text = What one institution calls by one name another calls by another. A mapping says that two names mean the same, or nearly, and how that was found. Each set is a table in the form of <a href="https://mapping-commons.github.io/sssom/">SSSOM</a>; how to send one is told in <code>docs/mappings.md</code>.
mappings-caption =
    { $count ->
        [one] One mapping set
       *[other] { $count } mapping sets
    }
mappings-set = set
mappings-from = from
mappings-ours = cybernorms
mappings-number = mappings
mappings-license = licence
mappings-subject = this
mappings-predicate = is
mappings-object = to that
mappings-why = how it was found
mappings-confidence = confidence
mappings-comment = comment
mappings-rows =
    { $count ->
        [one] One mapping
       *[other] { $count } mappings
    }
