"""What the PDF of a document is made of: the page template, its fonts, and the words that fill it."""
