"""Pages about oneself and one's company."""
