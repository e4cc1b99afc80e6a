"""Peer review: reviewers who may be careful or not, what they are paid for, and what comes of it."""
