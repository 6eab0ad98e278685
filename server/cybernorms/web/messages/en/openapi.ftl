# The description of what programs may ask.

openapi-about = Norms of international cybersecurity as linked data. Each stored question is a call of its own; any other question can be asked in SPARQL. Most addresses answer in several forms, chosen by Accept, by a suffix or by the parameter format.
openapi-query = A query in SPARQL 1.1
openapi-sparql = Answer a query (SPARQL 1.1 Protocol)
openapi-entailment = Whether what is inferred by OWL 2 RL counts
openapi-release = The snapshot to ask instead of the current one
openapi-format = The form of the answer; without it Accept decides
openapi-answer = The answer
openapi-problem = Why there is none (RFC 9457)
openapi-at-any = A page; JSON, CSV or RDF of the same where it has these forms
openapi-at-resources-identifier = Leads to the description of a resource (303)
openapi-at-resources-document = What is known about a resource
openapi-at-questions-questions = The stored questions by topic
openapi-at-explain-explain = Why a statement holds
openapi-at-explore-explore = What a resource is linked with, and the paths between two resources
