"""The agents of Ocean Market V4."""
