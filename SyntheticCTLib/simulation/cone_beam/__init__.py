"""Cone-beam CTs of patients whose CT is known: geometry, physics, detector, reconstruction."""
