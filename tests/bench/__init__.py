"""How fast Baton answers, measured side by side with Bolt alone: `make bench`."""
