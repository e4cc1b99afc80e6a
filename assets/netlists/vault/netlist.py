"""vault: people deposit OCEAN in a vault (ERC4626) and withdraw it; somebody attacks its share price. See about.md."""

from typing import Any

from assets.agents.vault.DepositorAgent import DepositorAgent
from assets.agents.vault.InflationAttackerAgent import InflationAttackerAgent
from assets.agents.vault.YieldAgent import YieldAgent
from engine import KPIsBase, SimStateBase, SimStrategyBase
from engine.Parameter import parameter
from util.base18 import fromBase18
from util.constants import S_PER_HOUR
from util.errors import ParameterError
from util.mathutil import addUp
from util.plotutil import COUNT, LINEAR, MULT1, OCEAN, YParam, arrayToFloatList
from web3engine.globaltokens import OCEAN_address
from web3engine.vault import Vault


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """What one would tune: how the vault is guarded, who uses it, and how it is attacked."""

    GUARD: str = parameter("virtual", "", "virtual shares take part in the price, or not", choices=("virtual", "none"))
    OFFSET: int = parameter(0, "digits", "with the guard, there are 10^OFFSET virtual shares", lo=0, hi=12)
    N_DEPOSITORS: int = parameter(10, "depositors", "how many there are", lo=1, hi=1000)
    DEPOSITOR_OCEAN: float = parameter(1000.0, "OCEAN", "what each of them holds at the start", lo=0.0, hi=1e9)
    MEAN_DAYS: float = parameter(10.0, "days", "mean time between two of a depositor's actions", above=0.0, hi=3650.0)
    LOSS_ALLOWED: float = parameter(
        1.0,
        "fraction",
        "the part of a deposit that depositors risk losing to rounding; below 1, they ask before",
        lo=0.0,
        hi=1.0,
    )
    DONATION: float = parameter(2000.0, "OCEAN", "what the attacker sends to the empty vault", lo=0.0, hi=1e9)
    UNITS: int = parameter(1, "1e-18 OCEAN", "what the attacker deposits before", lo=1, hi=10**18)
    PATIENCE_DAYS: float = parameter(30.0, "days", "time after which the attacker withdraws", lo=0.0, hi=3650.0)
    YIELD_PER_YEAR: float = parameter(0.05, "per year", "what the vault earns on what it holds", lo=0.0, hi=10.0)
    YIELD_OCEAN: float = parameter(10000.0, "OCEAN", "the total set aside for it", lo=0.0, hi=1e9)

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(90, "days")

    def check(self) -> None:
        """Refuses an offset without the guard that it belongs to.

        Raises:
            ParameterError: there is one.
        """
        if self.GUARD == "none" and self.OFFSET:
            why = f"OFFSET is {self.OFFSET}, and GUARD is none"
            raise ParameterError("there are no virtual shares without the guard", why, "OFFSET=0 or GUARD=virtual")


class SimState(SimStateBase.SimStateBase):
    """A vault, an attacker who comes first, depositors, and a source of yield."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        ss = self.ss
        self.source = YieldAgent("yield", ss.YIELD_OCEAN, ss.YIELD_PER_YEAR)
        self.vault = Vault.new(OCEAN_address(), ss.GUARD == "virtual", ss.OFFSET, self.source.web3wallet)
        self.source.vault = self.vault
        self.attacker = InflationAttackerAgent(
            "attacker", self.vault, ss.DONATION + 1.0, ss.UNITS, ss.DONATION, ss.PATIENCE_DAYS
        )
        self.depositors = [
            DepositorAgent(f"depositor{i}", self.vault, ss.DEPOSITOR_OCEAN, ss.MEAN_DAYS, ss.LOSS_ALLOWED)
            for i in range(ss.N_DEPOSITORS)
        ]
        for agent in (self.attacker, *self.depositors, self.source):
            self.addAgent(agent)
        self.kpis = KPIs(ss.time_step)

    def users(self) -> list[Any]:
        """All who may hold shares."""
        return [self.attacker, *self.depositors]


class KPIs(KPIsBase.KPIsBase):
    """Nothing beyond the count of ticks: what is logged is read off the vault and the agents."""


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    vault, users = state.vault, state.users()
    shares = [user.shares_base() for user in users]
    owned = addUp([fromBase18(vault.convertToAssets_base(held)) for held in shares], 0.0)
    held_by_vault = fromBase18(vault.totalAssets_base())
    attacker_profit = state.attacker.profit()
    columns = {
        "vault_OCEAN": held_by_vault,
        "nobodys_OCEAN": held_by_vault - owned,
        "share_price": fromBase18(vault.convertToAssets_base(10 ** vault.unitDecimals())),
        "n_holders": len([held for held in shares if held]),
        "attacker_profit": attacker_profit,
        "depositors_profit": addUp([depositor.profit() for depositor in state.depositors], 0.0),
        "yield_paid": state.source.paid,
    }
    text = [f"; vault OCEAN={held_by_vault:.2f}", f", attacker's profit={attacker_profit:.2f}"]
    return text, list(columns), list(columns.values())


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    profits = ["attacker_profit", "depositors_profit", "yield_paid"]
    y_params = [
        YParam(
            profits,
            ["attacker", "depositors", "yield paid"],
            "Gains",
            LINEAR,
            MULT1,
            OCEAN,
            title="Gains above 0, losses below",
        ),
        YParam(
            ["vault_OCEAN", "nobodys_OCEAN"],
            ["in the vault", "nobody's"],
            "Vault",
            LINEAR,
            MULT1,
            OCEAN,
            title="OCEAN in the vault",
        ),
        YParam(["n_holders"], ["holders"], "Shareholders", LINEAR, MULT1, COUNT),
    ]
    return "Day", x, y_params


# What campaigns may vary, measure and ask for.
netlist_rates = "per second"
netlist_parameters = {"DONATION": "worst(0.0, 20000.0)", "DEPOSITOR_OCEAN": "normal(1000, 100, lo=1)"}
netlist_measures = {"attacker_gain": "final(attacker_profit)", "depositors_gain": "final(depositors_profit)"}
netlist_specs = {"attacks do not pay": "attacker_gain <= 1e-6", "depositors lose little": "depositors_gain >= -1.0"}
netlist_corners = {"no attack": {"DONATION": 0.0}, "large attack": {"UNITS": 9, "DONATION": 10_000.0}}
