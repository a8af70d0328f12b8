"""How fast and how heavy the bot is, beside bare bots on the same loopback server. `python -m bench`."""
