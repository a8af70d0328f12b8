"""The floor: tables, transactions, and one shelf per noun. Speaks in plain values and imports nothing of ours."""
