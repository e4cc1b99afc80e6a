def worthOf(agent, state):
    return agent.USD() + agent.OCEAN() * state.OCEANprice()
