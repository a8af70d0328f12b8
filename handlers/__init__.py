"""What the bot does with a message; `features` lists it all."""
