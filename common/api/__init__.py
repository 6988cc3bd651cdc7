"""What every program-facing address shares: problem documents, pages by cursor, strict JSON. Knows no domain word."""
