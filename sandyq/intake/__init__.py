"""Taking sources in: a file, a page or a feed becomes a source file of raw/.

| module | does |
|---|---|
| `fetch` | gets a page politely and safely; nothing else of the project goes to the web for sources |
| `extract` | bytes of Markdown, plain text, HTML, PDF or DOCX to text and what they say of themselves |
| `write` | text and its bibliographic data to a file of raw/, checked as `sandyq.sources` checks it |
| `feeds` | RSS, Atom and sitemaps to the addresses of their items; raw/feeds.yaml |
| `add` | all of it in a row: one file, one address, one feed |
| `state` | what is known of addresses that were fetched before |

What is wrong with a file, a page or a feed is a `RefusedError` that holds a `sandyq.sources.Problem`.
"""
