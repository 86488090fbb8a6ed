"""The slides of a document, as HTML: one module for what they hold, one for their blocks, one for their SVG."""
