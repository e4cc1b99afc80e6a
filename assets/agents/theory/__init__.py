"""What theory says: pure functions of numbers, each with its source. Netlists log them next to what they measure."""
