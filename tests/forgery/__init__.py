"""Webhooks that somebody else wrote in a platform's name, and those that it did write."""
