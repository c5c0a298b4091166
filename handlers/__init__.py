"""What a person did: each handler turns an arrival into use cases and a reply. None knows a
platform, and none opens a transaction."""
