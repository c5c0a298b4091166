"""Block Kit JSON to HTML: pure functions, nothing here reads a clock or a workspace."""
