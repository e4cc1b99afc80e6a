"""What `tsp` can do: one module per verb. The top floor: nobody imports it but the doors."""
