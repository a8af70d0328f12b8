"""The platform-neutral core of the bot, and its channels."""
