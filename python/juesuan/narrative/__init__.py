"""From figures to the sentences of the report: things, rendering, paragraphs, own texts."""
