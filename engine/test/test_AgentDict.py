"""Finding agents by what they are."""

import copy
import pickle

import pytest

from engine.AgentBase import AgentBaseNoEvm
from engine.AgentDict import AgentDict


class Plain(AgentBaseNoEvm):
    """An agent that is nothing in particular."""

    def __init__(self, name):
        super().__init__(name, USD=0.0, OCEAN=0.0)

    def takeStep(self, state):
        pass


class Publisher(Plain):
    role = "publisher"


class LazyPublisher(Publisher):
    """One more kind of publisher, which says nothing about its role."""


class Pool(Plain):
    role = "pool"

    def __init__(self, name):
        super().__init__(name)
        self.pool = f"the pool of {name}"


class Staker(Plain):
    """Holds shares of some pools."""

    role = "stakerspeculator"

    def __init__(self, name, **shares):
        super().__init__(name)
        self.shares = {f"the pool of {pool}": amount for pool, amount in shares.items()}

    def BPT(self, pool):
        return self.shares.get(pool, 0.0)


class Speculator(Plain):
    role = "speculator"


class Consumer(Plain):
    role = "dataconsumer"


def dictOf(*agents):
    """These agents by name."""
    return AgentDict({agent.name: agent for agent in agents})


@pytest.fixture
def agents():
    """One or two of each."""
    return dictOf(
        Pool("pool1"),
        Publisher("pub1"),
        Plain("plain1"),
        Staker("staker1"),
        LazyPublisher("pub0"),
        Speculator("spec1"),
        Consumer("consumer1"),
        Pool("pool0"),
    )


def test_it_is_a_dict(agents):
    """With all that a dict can do, in the order in which agents came."""
    assert isinstance(agents, dict)
    assert len(agents) == 8
    assert list(agents)[:3] == ["pool1", "pub1", "plain1"]
    assert agents["pub1"].name == "pub1"
    assert AgentDict() == {}


# ---- filters


@pytest.mark.parametrize(
    ("filter_name", "names"),
    [
        ("filterToPool", ["pool1", "pool0"]),
        ("filterToPublisher", ["pub1", "pub0"]),
        ("filterToStakerspeculator", ["staker1"]),
        ("filterToSpeculator", ["spec1"]),
        ("filterToDataconsumer", ["consumer1"]),
    ],
)
def test_filters_by_role_keep_the_order(agents, filter_name, names):
    """A subclass has the role of its parent, and agents stand in the order in which they act."""
    found = getattr(agents, filter_name)()
    assert isinstance(found, AgentDict)
    assert list(found) == names
    assert list(found.values()) == [agents[name] for name in names]


@pytest.mark.parametrize(
    "filter_name",
    ["filterToPool", "filterToPublisher", "filterToStakerspeculator", "filterToSpeculator", "filterToDataconsumer"],
)
def test_filters_find_nobody_among_others(filter_name):
    """Agents without a role are in no filter, and an empty dict has nobody."""
    assert getattr(dictOf(Plain("a"), Plain("b")), filter_name)() == {}
    assert getattr(AgentDict(), filter_name)() == {}


def test_filterByRole_finds_roles_that_users_invent(agents):
    """An agent class of a user's own states its role, and needs no registry."""

    class Auditor(Plain):
        role = "auditor"

    assert agents.filterByRole("auditor") == {}
    agents["a"] = Auditor("a")
    assert list(agents.filterByRole("auditor")) == ["a"]


def test_filterByClass_finds_subclasses(agents):
    """As isinstance does; several classes make one filter."""
    assert list(agents.filterByClass(Publisher)) == ["pub1", "pub0"]
    assert list(agents.filterByClass(LazyPublisher)) == ["pub0"]
    assert list(agents.filterByClass((Consumer, Pool))) == ["pool1", "consumer1", "pool0"]
    assert list(agents.filterByClass(Plain)) == list(agents)
    assert agents.filterByClass(dict) == {}


def test_filters_are_keyed_by_the_names_of_agents():
    """Whatever keys the dict has."""
    agents = AgentDict({"one": Pool("p"), "two": Staker("s")})
    assert list(agents.filterToPool()) == ["p"]
    assert list(agents.filterByClass(Staker)) == ["s"]


def test_filterByNonzeroStake_finds_pools_in_which_an_agent_has_shares(agents):
    """A share is enough, however small; other agents are no pools."""
    agents["pool2"] = Pool("pool2")
    assert list(agents.filterByNonzeroStake(Staker("s", pool0=1e-18, pool2=3.0, pub1=5.0))) == ["pool0", "pool2"]
    assert agents.filterByNonzeroStake(Staker("s", pool0=0.0)) == {}


def test_filters_can_be_chained(agents):
    """What a filter gives has filters, too."""
    publishers = agents.filterToPublisher()
    assert list(publishers.filterByClass(LazyPublisher)) == ["pub0"]
    assert publishers.filterToPool() == {}
    assert publishers.filterToPublisher() == publishers


# ---- what filters remember


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda d: d.__setitem__("new", Pool("new")), ["pool1", "pool0", "new"]),
        (lambda d: d.__setitem__("pool1", Pool("pool9")), ["pool9", "pool0"]),
        (lambda d: d.__delitem__("pool1"), ["pool0"]),
        (lambda d: d.__ior__({"new": Pool("new")}), ["pool1", "pool0", "new"]),
        (lambda d: d.clear(), []),
        (lambda d: d.pop("pool0"), ["pool1"]),
        (lambda d: d.pop("nobody", None), ["pool1", "pool0"]),
        (lambda d: d.popitem(), ["pool1"]),
        (lambda d: d.setdefault("new", Pool("new")), ["pool1", "pool0", "new"]),
        (lambda d: d.setdefault("pool1", Pool("new")), ["pool1", "pool0"]),
        (lambda d: d.update({"new": Pool("new")}), ["pool1", "pool0", "new"]),
        (lambda d: d.update(new=Pool("new")), ["pool1", "pool0", "new"]),
        (lambda d: d.update([("new", Pool("new"))]), ["pool1", "pool0", "new"]),
    ],
)
def test_every_change_is_seen_by_the_next_filter(agents, change, names):
    """Filters remember what they found until agents come or go, by whichever method of dict."""
    assert list(agents.filterToPool()) == ["pool1", "pool0"]
    change(agents)
    assert list(agents.filterToPool()) == names


def test_methods_that_change_it_give_what_those_of_dict_give(agents):
    """They are dict's own."""
    new = Pool("new")
    assert agents.setdefault("new", new) is new
    assert agents.pop("new") is new
    assert agents.pop("new", "nobody") == "nobody"
    assert agents.popitem()[0] == "pool0"
    agents |= {"new": new}
    assert isinstance(agents, AgentDict)
    with pytest.raises(KeyError):
        del agents["nobody"]


def test_what_a_filter_gives_belongs_to_who_asked(agents):
    """Taking agents out of it, or putting some in, changes neither the dict nor what others are given."""
    mine = agents.filterToPool()
    del mine["pool1"]
    mine["other"] = Pool("other")
    assert list(mine.filterToPool()) == ["pool0", "other"]
    assert list(agents.filterToPool()) == ["pool1", "pool0"]
    assert "pool1" in agents


def test_what_a_filter_gave_stays_as_it_was(agents):
    """Later changes of the dict do not reach it."""
    before = agents.filterToPool()
    agents["new"] = Pool("new")
    assert list(before) == ["pool1", "pool0"]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))])
def test_copies_are_of_their_own(agents, copied):
    """A copy has the same agents; what happens to it does not happen to the first one."""
    agents.filterToPool()
    other = copied(agents)
    other["new"] = Pool("new")
    assert list(other.filterToPool()) == ["pool1", "pool0", "new"]
    assert list(agents.filterToPool()) == ["pool1", "pool0"]


# ---- addresses


def test_agentByAddress_finds_the_first_agent_with_that_address(agents):
    """Agents without an address do not count; nobody is None."""
    agents["pub0"].address = "0xA"
    agents["pool0"].address = "0xB"
    agents["spec1"].address = "0xA"
    assert agents.agentByAddress("0xA") is agents["pub0"]
    assert agents.agentByAddress("0xB") is agents["pool0"]
    assert agents.agentByAddress("0xC") is None


# ---- agents that say no role, as those of earlier versions


def classNamed(name, base=Plain, **members):
    """A class of that name, as another project may have it."""
    return type(name, (base,), members)


@pytest.mark.parametrize(
    ("name", "filtered"),
    [
        ("PoolAgent", "filterToPool"),
        ("PublisherAgent", "filterToPublisher"),
        ("StakerspeculatorAgent", "filterToStakerspeculator"),
        ("SpeculatorAgent", "filterToSpeculator"),
        ("DataconsumerAgent", "filterToDataconsumer"),
        ("PublisherAgentV4", "filterToPublisher"),
    ],
)
def test_an_agent_without_role_is_found_by_the_name_of_its_class(name, filtered):
    """Its own class, or one that it derives from."""
    kind = classNamed(name)
    agents = dictOf(Plain("a"), kind("b"), classNamed("Mine", kind)("c"))
    assert list(getattr(agents, filtered)()) == ["b", "c"]


def test_an_agent_without_role_is_found_by_what_it_offers():
    """A pool and a datatoken make it a pool, whatever its class is called."""

    class Reservoir(Plain):
        datatoken_address = "0x"

        def __init__(self, name):
            super().__init__(name)
            self.pool = "a pool"

    agents = dictOf(Reservoir("r"), classNamed("Issuer", _createPoolAgent=None)("i"), Staker("s", r=0.0))
    assert list(agents.filterToPool()) == ["r"]
    assert list(agents.filterToPublisher()) == ["i"]
    agents["s"].shares = {"a pool": 1.0}
    assert list(agents.filterByNonzeroStake(agents["s"])) == ["r"]


def test_an_agent_that_only_sounds_like_a_role_is_not_found_and_that_is_said_once(caplog):
    """The warning names the class and the cure, in the run in which it matters."""
    kind = classNamed("MyLiquidityPool")
    agents = dictOf(kind("a"), kind("b"), Plain("c"))
    assert caplog.records == []
    for name in "de":
        assert len(agents.filterToPool()) == 0
        agents[name] = kind(name)
    assert [record.getMessage() for record in caplog.records] == [
        "MyLiquidityPool is not found by filterToPool(): it has no role. "
        "If it is a pool, put `role = 'pool'` in the class."
    ]


def test_a_role_wins_over_the_name():
    """Whoever says what it is, is that."""
    agents = dictOf(classNamed("PublisherAgent", role="notary")("a"))
    assert len(agents.filterToPublisher()) == 0
    assert list(agents.filterByRole("notary")) == ["a"]


def test_pools_of_V4_are_found_among_pools():
    """By the name that their agents' class had in 2023."""
    agents = dictOf(Pool("old"), classNamed("PoolAgentV4", Pool)("new"), Staker("s", old=1.0, new=2.0))
    assert list(agents.filterToPool()) == ["old", "new"]
    assert list(agents.filterToPoolV4()) == ["new"]
    assert list(agents.filterByNonzeroStakeV4(agents["s"])) == ["new"]


def test_filterByClass_takes_its_old_keyword(agents):
    """`_class`, as code of 2021 may have it."""
    assert list(agents.filterByClass(_class=Publisher)) == ["pub1", "pub0"]
