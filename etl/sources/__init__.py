"""One module a source: `read(path, source, vintage) -> Reading`. A reader knows its file, and only its file."""
