"""Rankings, for programs: what the pages show, to whom the pages show it."""
