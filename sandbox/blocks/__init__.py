"""Block Kit as Slack checks it: what may stand where, how long, and what is said otherwise."""
