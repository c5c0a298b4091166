"""The page people see: a local workspace in the browser, drawn by Python and kept live."""
