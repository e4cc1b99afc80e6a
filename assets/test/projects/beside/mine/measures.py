def granterRow(state):
    granter = state.getAgent("granter1")
    return [f"; granter OCEAN={granter.OCEAN()}"], ["granter_OCEAN", "granter_USD"], [granter.OCEAN(), granter.USD()]
