"""What the bot does with a message."""
