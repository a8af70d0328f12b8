"""What the officer reads: one pure model of figures, and everything that shows it – chat, chart, tables."""
