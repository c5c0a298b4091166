"""A local Slack in one process: it knows Slack's protocol, and nothing of the bots it serves."""
