"""Pull the plug on the real bot again and again, and prove that its books still balance."""
