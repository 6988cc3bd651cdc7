"""Pages that gather from several apps: for everybody, and for administrators."""
