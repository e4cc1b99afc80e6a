"""What users read, copy and write: agents, netlists, contracts."""
