# Reconciliation: what its manifest and its previews say.

reconcile-name = cybernorms: agreements, provisions, stakeholders and actions on cybersecurity
reconcile-limit = At most
reconcile-limit-help = How many values to fetch at most; 0 stands for all that may be had at once.
