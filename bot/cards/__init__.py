"""From a record to a card or a form's words: pure drawing. Records arrive loaded; their relations
refuse to load themselves, so nothing here can reach the database."""
