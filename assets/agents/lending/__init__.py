"""A lending market and the people around it: borrowers, liquidators, suppliers, and the oracle that tells it prices."""
