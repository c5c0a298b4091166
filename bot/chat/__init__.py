"""The port: what Baton says and hears, in words no chat platform owns.

Cards, forms and texts are plain frozen data. A platform's adapter (``bot.chat.slack``) draws them
and turns what people do back into `Command`, `Answers` and `Click`.
"""
