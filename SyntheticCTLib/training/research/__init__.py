"""What published methods need that no bundled model uses: feature networks, encoder weights."""
