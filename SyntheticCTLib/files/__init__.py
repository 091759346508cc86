"""Files: volumes read with their headers checked, and everything written whole or not at all."""
