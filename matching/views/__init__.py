"""Rankings for companies and candidates, and the administrators' pages about them."""
