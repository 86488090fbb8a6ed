"""How a document is written for Word: styles, text, tables, charts, pictures, front pages, package."""
