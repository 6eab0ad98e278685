# The stored questions.

questions-intro = Each of these questions has a query that answers it. Questions and queries are part of the graph, and every release is tested against the expected answers.
questions-find = Words in the question
questions-topic = Topic
questions-topic-any = any
questions-show = Show
questions-count =
    { $count ->
        [one] { $count } question
       *[other] { $count } questions
    }
questions-none = No question fits. Fewer words or another topic may find one.
questions-all = All questions
questions-openapi = All of them as calls for programs: <a href="/openapi.json">OpenAPI description</a>.
questions-adjustable = can be asked for other { $names }

question-adjust = Ask it otherwise
question-ask = Ask
question-any = any
question-number-span = { $least } to { $greatest }
question-several = Several can be chosen.
question-answer = Answer
question-query = Query
question-query-help = With the values from above in it. It is complete and runs on any endpoint that has these data.
question-change = Change it in the editor
question-code = From a program
question-code-help = Addresses and parameters stay the same from release to release.
question-stored-as = Asked otherwise than stored: <a href="{ $address }">{ $title }</a>
question-copy = Copy
question-copied = Copied
question-as-data = The question as data:
question-topics = Topics
