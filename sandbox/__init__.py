"""A local Slack in one process: it knows Slack's protocol, and nothing of the bots it serves.

    with Sandbox(LAKESIDE, time.time, manifest) as sandbox:
        # Start a bot with sandbox.api_url, sandbox.bot_token and sandbox.app_token, then:
        sandbox.wait_connected()
        luis = sandbox.workspace.person_named("Luis")
        luis.type(PARTS, "/parts 48213 oil filter")
        luis.submit(luis.top_view().id, {"Needed by": "3pm"})

What people can do is in `person`, what can go wrong on purpose in `faults`. The record is
`workspace` (with `modals` and `hooks` beside it); `api` is what bots call; `delivery` is how they
hear of people, over `socket_mode` or `http_delivery`; `blocks` says what Slack refuses.
"""
