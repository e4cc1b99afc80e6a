"""Credit that flows through a graph of contributions: the graph, what fills it, and agents that rank and pay."""
