"""scheduler: a funder locks OCEAN in a vesting wallet, and a beneficiary gets them bit by bit. EVM. See about.md."""

from typing import Any

from assets.agents.VestingBeneficiaryAgent import VestingBeneficiaryAgent
from assets.agents.VestingFunderAgent import VestingFunderAgent
from engine import KPIsBase, SimStateBase, SimStrategyBase
from engine.Parameter import parameter
from util.base18 import fromBase18
from util.constants import S_PER_MONTH, S_PER_YEAR
from util.plotutil import LINEAR, MULT1, OCEAN, YParam, arrayToFloatList
from web3engine.chain import currentChain
from web3engine.globaltokens import OCEAN_address

# The contract keeps times as uint64.
_TOO_MANY_SECONDS = 2**64


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: how many OCEAN vest, from when on, and for how long."""

    OCEAN_funded: float = parameter(5.0, "OCEAN", "what the funder puts in", lo=0)
    s_before_vesting: int = parameter(
        S_PER_YEAR, "s", "from the start of the run until vesting begins; negative if it began before"
    )
    start_timestamp: int | None = parameter(
        None,
        "s since 1970",
        "when vesting begins, by the chain's clock; if it is set, s_before_vesting is not used",
        kind=int,
        lo=0,
        below=_TOO_MANY_SECONDS,
        optional=True,
        wanted="a whole number of seconds since 1970, 0 or more, or None",
    )
    duration_seconds: int = parameter(
        5 * S_PER_YEAR,
        "s",
        "from then until everything has vested; 0: all at once",
        lo=0,
        below=_TOO_MANY_SECONDS,
        wanted="a whole number, 0 or more, below 2^64",
    )

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_MONTH)
        self.setMaxTime(10, "years")
        self.setLogInterval(3 * S_PER_MONTH)


class SimState(SimStateBase.SimStateBase):
    """A funder and a beneficiary; the funder adds an agent for the vesting wallet that it creates."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        self.addAgent(
            VestingFunderAgent(
                name="funder1",
                USD=0.0,
                OCEAN=self.ss.OCEAN_funded,
                vesting_wallet_agent_name="vw1",
                beneficiary_agent_name="beneficiary1",
                start_timestamp=_startTimestamp(self.ss),
                duration_seconds=self.ss.duration_seconds,
            )
        )
        self.addAgent(VestingBeneficiaryAgent(name="beneficiary1", USD=0.0, OCEAN=0.0, vesting_wallet_agent_name="vw1"))
        self.kpis = KPIs(self.ss.time_step)


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the contract and the beneficiary."""


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    timestamp = currentChain().now()
    vested = released = 0.0
    if "vw1" in state.agents:
        vesting_wallet = state.getAgent("vw1").vesting_wallet
        vested = fromBase18(vesting_wallet.vestedAmount_base(OCEAN_address(), timestamp))
        released = fromBase18(vesting_wallet.released_base(OCEAN_address()))
    OCEAN_held = state.getAgent("beneficiary1").OCEAN()
    text = [f"; OCEAN vested={vested:.4f}", f", released={released:.4f}", f", beneficiary's={OCEAN_held:.4f}"]
    names = ["timestamp", "OCEAN_vested", "OCEAN_released", "beneficiary_OCEAN"]
    return text, names, [timestamp, vested, released, OCEAN_held]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Year")])
    columns = ["OCEAN_vested", "OCEAN_released", "beneficiary_OCEAN"]
    labels = ["OCEAN vested", "OCEAN released", "OCEAN to beneficiary"]
    return "Year", x, [YParam(columns, labels, "Vesting over time", LINEAR, MULT1, OCEAN)]


def _startTimestamp(ss: SimStrategy) -> int:
    """When vesting begins, in seconds since 1970."""
    if ss.start_timestamp is not None:
        return ss.start_timestamp
    return currentChain("a vesting schedule").now() + ss.s_before_vesting


# What campaigns may vary, measure and ask for.
netlist_rates = "per second"
netlist_parameters = {
    "OCEAN_funded": "design(1.0, 100.0)",
    "s_before_vesting": "worst(0, 94608000)",
    "duration_seconds": "worst(31536000, 252288000)",
}
netlist_measures = {
    "paid": "final(beneficiary_OCEAN)",
    "waiting": "final(OCEAN_vested) - final(OCEAN_released)",
    "first_payment_day": "crossing(beneficiary_OCEAN, 1e-9)",
}
netlist_specs = {"all is paid": "waiting <= 1e-9", "within two years": "first_payment_day <= 730"}
netlist_corners = {"late": {"s_before_vesting": 94_608_000}, "slow": {"duration_seconds": 252_288_000}}
