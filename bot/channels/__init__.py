"""The channels, by the platform's name as it stands in the settings."""
