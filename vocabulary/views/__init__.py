"""Small public lists for forms, and the administrators' editor."""
