# The shapes and the profiles.

shapes-text = The rules that data is checked against before it is published, in <a href="https://www.w3.org/TR/shacl/">SHACL</a>. Each says what must hold, why, and how to mend what breaks it.
shapes-profile = Profile
shapes-profile-check = <a href="/validate">Check data by it</a>, or with <code>cybernorms validate --profile { $profile }</code>.
shapes-all = All shapes
shapes-or-of-profile = or those of a profile:
shapes-of-profile = Those of a profile:
shapes-reads = reads { $stage }
shapes-why = Why: { $reason }
shapes-checks = Beside the shapes
shapes-checks-text = What no single shape can say.
shapes-judges = judges
shapes-judges-subjects = judges subjects of
shapes-judges-objects = judges objects of
shapes-source = source
shapes-about = about
shapes-severity = severity

profiles-title = What data can be judged as
profiles-text = A profile says which <a href="/shapes">shapes</a> apply to what you <a href="/validate">check</a>. Its version grows when data that conformed no longer would; a name without a version means the latest.
profiles-name = Profiles
profiles-rules = Its rules
profiles-takes = takes
