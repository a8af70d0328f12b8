"""The channels, each registered under its platform's name as it stands in the settings."""
