# Set-up, demo, tests and benchmark. Everything lands inside this folder: venv/, node_modules/, demo/.
PYTHON ?= python3
VENV   := venv
BIN    := $(VENV)/bin
NPM    := $(shell command -v npm 2>/dev/null)
CARGO  := $(shell command -v cargo 2>/dev/null)
CRATE  := web3engine/fastevm
# Their wheels run on a Linux of 2014 (glibc 2.17) or newer: zig, a package of PyPI, links for it.
ZIG    := $(if $(filter Linux,$(shell uname)),--zig --compatibility manylinux2014)

# Tests start hundreds of commands: each module is compiled once for all of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check docs explore cluster packages bench accept fastevm wheel wheels clean
.DEFAULT_GOAL := help

help:            ## Show this help
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(VENV)/.ready   ## Install, run simplepool on the embedded EVM, plot it
	@rm -rf demo && mkdir demo
	$(BIN)/python tsp run assets/netlists/simplepool/netlist.py demo/csv --seed 1
	$(BIN)/python tsp plot assets/netlists/simplepool/netlist.py demo/csv demo/png
	@echo; echo "Data:  demo/csv/data.csv"; for png in demo/png/*.png; do echo "Plot:  $$png"; done
	@test -e $(VENV)/.fastevm || echo "This ran on py-evm. For an engine a hundred times as fast: make fastevm (needs Rust)"

test: $(VENV)/.dev node fast check  ## Install, then ruff, mypy and all tests; with nodes and the fast engine where npm and cargo are
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.ready  ## ruff and mypy alone
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .

docs: $(VENV)/.ready  ## Build docs/ as a web site, in docs/_build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-docs.txt
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -j auto -c docs . docs/_build
	@echo "Open docs/_build/docs/index.html"

explore: $(VENV)/.ready  ## Install what campaigns can use besides: scipy, pandas, SALib, Optuna, cma, pymoo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-explore.txt

cluster: $(VENV)/.ready  ## Install Dask, for campaigns on many machines
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-cluster.txt

bench: $(VENV)/.ready node fast  ## Measure, as ratios inside one run
	$(BIN)/python -m bench

accept: $(VENV)/.dev node fast packages  ## Checks that take minutes: published results, measured beside what is required
	$(BIN)/python -m accept

fastevm: $(VENV)/.fastevm  ## Build the fast engine, revm, and install it into venv/ (needs Rust)

wheel: $(VENV)/.ready  ## Build the fast engine as a wheel for others, in web3engine/fastevm/dist/
	$(BIN)/python -m pip install --quiet --disable-pip-version-check maturin==1.16.0
	$(BIN)/maturin build --quiet --release --manifest-path $(CRATE)/Cargo.toml --out $(CRATE)/dist

wheels: $(VENV)/.ready  ## Build wheels for others in dist/: TokenSPICE, and the fast engine for any Linux (needs Rust)
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	$(BIN)/python -m pip install --quiet --disable-pip-version-check maturin==1.16.0 ziglang==0.17.1
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/maturin build --quiet --release $(ZIG) --manifest-path $(CRATE)/Cargo.toml --out dist
	@ls dist/*

clean:           ## Remove what make made
	rm -rf $(CRATE)/target $(CRATE)/dist dist $(VENV) node_modules demo docs/_build .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.ready: requirements.txt constraints.txt requirements-v4.txt
	@$(PYTHON) -c '' 2>/dev/null || { echo "$(PYTHON) does not run. Try: make PYTHON=python3.12 $(MAKECMDGOALS), or the path of a Python"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "TokenSPICE needs Python 3.10 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. Try: install your system's python3-venv package"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info >= (3, 14))' || echo "TokenSPICE is tested on Python 3.10 to 3.13; $(PYTHON) is newer. If something fails, try: make PYTHON=python3.13 $(MAKECMDGOALS)"
	$(PYTHON) -m venv $(VENV)
	@echo "Installing packages into $(VENV)/, which takes a minute or two …"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m tokenspice install-v4
	@touch $@

$(VENV)/.dev: $(VENV)/.ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/.fastevm: $(VENV)/.ready $(CRATE)/Cargo.toml $(CRATE)/Cargo.lock $(CRATE)/pyproject.toml $(wildcard $(CRATE)/src/*.rs)
ifeq ($(CARGO),)
	@echo "cargo not found: the fast engine needs Rust 1.91 or newer. Try: install it from https://rustup.rs"; exit 2
endif
	rm -rf $(CRATE)/dist
	$(MAKE) --no-print-directory wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(CRATE)/dist/*.whl
	@touch $@

# The fast engine, where cargo is present; without it the tests run on py-evm.
.PHONY: fast
ifneq ($(CARGO),)
fast: $(VENV)/.fastevm
else
fast:
	@echo "cargo not found: tests of the fast engine will be skipped"
endif

# Ganache, Anvil, solc and the contracts of others, where npm is present; without it their tests are skipped (in CI that is a failure).
.PHONY: node
ifneq ($(NPM),)
node: node_modules/.ready
node_modules/.ready: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@
else
node:
	@echo "npm not found: tests on Ganache and Anvil, and on contracts of Uniswap and Aave, will be skipped"
endif

# Published contracts, and the Vyper compiler, for the check `contracts` of make accept.
packages: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-vyper.txt
ifneq ($(NPM),)
	npm ci --prefix accept/packages --no-audit --no-fund --loglevel=error
else
	@echo "npm not found: the check contracts will end with an error"
endif
