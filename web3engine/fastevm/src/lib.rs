//! revm as a Python object: one `Evm` is one chain's state and the machine that works on it.
//!
//! Addresses, call data and results are bytes; amounts are Python integers. A message that fails raises `Reverted` and
//! leaves the state, nonces included, as it was.

mod block;
mod diagnosis;
mod fork;
mod keys;
mod memo;
mod state;

use std::panic::{catch_unwind, AssertUnwindSafe};

use block::Block;
use diagnosis::{Stopped, Watch};
use fork::{Fork, Unanswered};
use memo::{Answer, Memo, Noted};
use pyo3::exceptions::{PyException, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt, PyList, PyTuple};
use revm::context::result::{EVMError, ExecutionResult, HaltReason, InvalidTransaction, OutOfGasError};
use revm::context::{CfgEnv, Context, Journal, TxEnv};
use revm::handler::EthFrame;
use revm::interpreter::STACK_LIMIT;
use revm::primitives::eip4844::{BLOB_BASE_FEE_UPDATE_FRACTION_CANCUN, BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Address, Bytes, Log, TxKind, U256};
use revm::state::{AccountInfo, Bytecode};
use revm::{DatabaseCommit, ExecuteEvm, InspectEvm, MainBuilder, MainnetEvm};
use state::State;

pyo3::create_exception!(
    tokenspice_evm,
    Reverted,
    PyException,
    "A message failed. args: revert data (bytes), why the EVM stopped (\"\" for a plain revert), gas used."
);

type Machine = MainnetEvm<Surroundings>;
type Bytes20 = [u8; 20];

/// A number of up to 256 bits, as Python has it.
struct Int(U256);

impl<'py> FromPyObject<'_, 'py> for Int {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        // Nearly all fit 64 bits, and those cost nothing.
        if let Ok(small) = value.extract::<u64>() {
            return Ok(Int(U256::from(small)));
        }
        let bytes = value.cast::<PyInt>()?.call_method1("to_bytes", (32, "big"))?;
        Ok(Int(U256::from_be_bytes::<32>(bytes.extract()?)))
    }
}

impl<'py> IntoPyObject<'py> for Int {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        match u64::try_from(self.0) {
            Ok(small) => Ok(small.into_pyobject(py)?.into_any()),
            Err(_) => py.get_type::<PyInt>().call_method1("from_bytes", (self.0.to_be_bytes::<32>(), "big")),
        }
    }
}

/// The rules of a hardfork.
#[pyclass(eq, eq_int, frozen, hash, from_py_object, module = "tokenspice_evm")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::upper_case_acronyms)]
enum Hardfork {
    BERLIN = SpecId::BERLIN as isize,
    LONDON = SpecId::LONDON as isize,
    PARIS = SpecId::MERGE as isize,
    SHANGHAI = SpecId::SHANGHAI as isize,
    CANCUN = SpecId::CANCUN as isize,
    PRAGUE = SpecId::PRAGUE as isize,
    OSAKA = SpecId::OSAKA as isize,
}

/// What a message did. Logs are made into Python objects when they are asked for.
#[pyclass(frozen, module = "tokenspice_evm")]
struct Outcome {
    output: Bytes,
    #[pyo3(get)]
    gas_used: u64,
    logs: Vec<Log>,
    created: Option<Address>,
    /// Number of the block that it was executed in.
    #[pyo3(get)]
    block: u64,
    /// Whether `Evm.takeOutdated` had something to give after it.
    #[pyo3(get)]
    has_changed: bool,
}

#[pymethods]
impl Outcome {
    /// Return data; of a creation, the code that was deployed.
    #[getter]
    fn output(&self) -> &[u8] {
        &self.output
    }

    /// (address, topics, data) of each event, in order.
    #[getter]
    fn logs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let logs = self.logs.iter().map(|log| {
            let topics = PyTuple::new(py, log.topics().iter().map(|topic| PyBytes::new(py, topic.as_slice())))?;
            (PyBytes::new(py, log.address.as_slice()), topics, PyBytes::new(py, &log.data.data)).into_pyobject(py)
        });
        PyList::new(py, logs.collect::<PyResult<Vec<_>>>()?)
    }

    /// Address of the new contract, or None.
    #[getter]
    fn created(&self) -> Option<Bytes20> {
        self.created.map(Bytes20::from)
    }
}

/// How many hashes of short texts are kept, in 128 bytes each.
const HASHES_KEPT: usize = 1 << 14;

/// What a check of the memo says when it finds a wrong answer, which must never happen.
const WRONG_MEMO: &str = "the memo of views was wrong, which is a bug in it";

/// What a message says that failed because the source of a fork did not answer.
const UNANSWERED: &str = "unanswered";

/// A message that failed, before Python hears of it: the args of `Reverted`.
type Failure = (Bytes, &'static str, u64);

fn reverted(py: Python<'_>, (data, halt, gas_used): Failure) -> PyErr {
    if halt == WRONG_MEMO {
        return PyRuntimeError::new_err(WRONG_MEMO);
    }
    Reverted::new_err((PyBytes::new(py, &data).unbind(), halt, gas_used))
}

/// A chain's state in memory, and revm working on it.
///
/// Args:
///     hardfork: the rules.
///     chain_id: what CHAINID gives.
///
/// Attributes that can be set: block_number, timestamp, chain_id, base_fee, gas_limit (of a block, and so the most that a
/// message may have), coinbase (20 bytes), prevrandao (32 bytes), excess_blob_gas. Gas has a price of zero; a base fee is
/// only what BASEFEE gives, and excess blob gas what BLOBBASEFEE follows from.
///
/// n_transactions counts the messages that went well and were kept, and gas_used their gas; both can be set.
///
/// Views that nothing has changed for are answered from memory; `memo_on` switches that off, and `memo_checked` executes
/// them all the same and compares.
#[pyclass(subclass, module = "tokenspice_evm")]
struct Evm {
    machine: Box<Machine>,
    #[pyo3(get)]
    hardfork: Hardfork,
    #[pyo3(get, set)]
    chain_id: u64,
    #[pyo3(get, set)]
    block_number: u64,
    #[pyo3(get, set)]
    timestamp: u64,
    #[pyo3(get, set)]
    base_fee: u64,
    // 32 bits: with more gas, one message could ask for more memory than there is.
    #[pyo3(get, set)]
    gas_limit: u32,
    #[pyo3(get, set)]
    coinbase: Bytes20,
    #[pyo3(get, set)]
    prevrandao: [u8; 32],
    #[pyo3(get, set)]
    excess_blob_gas: u64,
    /// Messages that went well and were kept, and the gas of all of them.
    #[pyo3(get, set)]
    n_transactions: u64,
    #[pyo3(get, set)]
    gas_used: u64,
    memo: Memo,
    /// What the answers in the memo were given under, apart from what they read.
    memo_rules: Rules,
    #[pyo3(get, set)]
    memo_on: bool,
    #[pyo3(get, set)]
    memo_checked: bool,
    /// What views have read since `beginWatch`.
    noted: Option<Noted>,
}

/// What a view depends on and that seldom changes: chain id, base fee, gas limits of block and view, coinbase, prevrandao,
/// excess blob gas.
type Rules = (u64, u64, u32, u64, Bytes20, [u8; 32], u64);

// SAFETY: the machine shares reference-counted buffers among its own parts only. Python reaches it through `&mut self`
// alone, so two threads are never inside it at once.
unsafe impl Send for Evm {}
unsafe impl Sync for Evm {}

type Surroundings = Context<Block, TxEnv, CfgEnv, State, Journal<State>, ()>;

fn machine(hardfork: Hardfork, state: State) -> Box<Machine> {
    Box::new(surroundings(hardfork, state).build_mainnet())
}

fn surroundings(hardfork: Hardfork, state: State) -> Surroundings {
    let spec = SpecId::try_from_u8(hardfork as u8).expect("our hardforks have revm's numbers");
    let mut context: Surroundings = Context::new(state, spec);
    context.cfg.tx_chain_id_check = false;
    context.cfg.disable_nonce_check = true;
    context.cfg.disable_eip3607 = true;
    context.cfg.disable_base_fee = true;
    context.cfg.disable_fee_charge = true;
    context
}

impl Evm {
    fn state(&self) -> &State {
        &self.machine.ctx.journaled_state.database
    }

    fn state_mut(&mut self) -> &mut State {
        &mut self.machine.ctx.journaled_state.database
    }

    /// Executes a message, and keeps what it did if it went well and is to be kept.
    fn execute(&mut self, tx: TxEnv, keep: bool) -> Result<Outcome, Failure> {
        if let Some(fork) = self.state_mut().fork() {
            fork.announce(&tx);
        }
        let gas = tx.gas_limit;
        let refused = |why| Err((Bytes::new(), why, gas));
        if !tx.value.is_zero() {
            match self.state_mut().balance(&tx.caller) {
                Ok(balance) if tx.value <= balance => (),
                Ok(_) => return refused("insufficient funds"),
                Err(Unanswered) => return refused(UNANSWERED),
            }
        }
        self.enter_block();
        let (result, changes) = match catch_unwind(AssertUnwindSafe(|| self.machine.transact(tx))) {
            Ok(Ok(done)) => (done.result, done.state),
            Ok(Err(error)) => return refused(why_refused(&error)),
            Err(_) => {
                // Never seen. The state is as it was; the machine is not to be trusted any more.
                self.machine = machine(self.hardfork, std::mem::take(self.state_mut()));
                return refused("revm failed, which is a bug in it");
            }
        };
        if self.state().is_unanswered() {
            return refused(UNANSWERED);
        }
        let gas_used = result.tx_gas_used();
        match result {
            ExecutionResult::Success { logs, output, .. } => {
                if keep {
                    self.state_mut().commit(changes);
                    self.n_transactions += 1;
                    self.gas_used += gas_used;
                }
                let created = output.address().copied();
                let (block, has_changed) = (self.block_number, self.state().has_changed());
                Ok(Outcome { output: output.into_data(), gas_used, logs, created, block, has_changed })
            }
            ExecutionResult::Revert { output, .. } => Err((output, "", gas_used)),
            ExecutionResult::Halt { reason, .. } => {
                let stack_len = self.machine.frame_stack.start_init().get(EthFrame::invalid).interpreter.stack.len();
                Err((Bytes::new(), why_halted(&reason, stack_len), gas_used))
            }
        }
    }

    /// Executes a message once more, forgets what it did, and tells which calls in it the EVM stopped.
    fn watch(&mut self, tx: TxEnv) -> Vec<Stopped> {
        self.enter_block();
        let mut context = surroundings(self.hardfork, std::mem::take(self.state_mut()));
        context.cfg.chain_id = self.chain_id;
        context.block.env = self.machine.ctx.block.env.clone();
        let mut machine = context.build_mainnet_with_inspector(Watch::default());
        // Whether it fails is known; a panic, which was never seen, must not lose the state.
        let _ = catch_unwind(AssertUnwindSafe(|| machine.inspect_tx(tx).is_ok()));
        *self.state_mut() = std::mem::take(&mut machine.ctx.journaled_state.database);
        machine.inspector.stopped
    }

    /// Whether Prague's rules hold, or later ones.
    fn is_prague(&self) -> bool {
        self.hardfork as u8 >= Hardfork::PRAGUE as u8
    }

    fn enter_block(&mut self) {
        let is_prague = self.is_prague();
        let context = &mut self.machine.ctx;
        context.cfg.chain_id = self.chain_id;
        let block = &mut context.block.env;
        block.number = U256::from(self.block_number);
        block.timestamp = U256::from(self.timestamp);
        block.basefee = self.base_fee;
        block.gas_limit = self.gas_limit.into();
        block.beneficiary = self.coinbase.into();
        block.prevrandao = Some(self.prevrandao.into());
        if self.excess_blob_gas != 0 {
            let fractions = [BLOB_BASE_FEE_UPDATE_FRACTION_CANCUN, BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE];
            block.set_blob_excess_gas_and_price(self.excess_blob_gas, fractions[usize::from(is_prague)]);
        }
    }

    /// What a message would return, worked out or remembered.
    fn view(&mut self, sender: &Bytes20, to: &Bytes20, data: &[u8], gas: u64) -> Answer {
        if !self.memo_on && self.noted.is_none() {
            return self.executed(message(*sender, Some(*to), data, U256::ZERO, gas));
        }
        let found = if self.memo_on { self.remembered(sender, to, data, gas) } else { None };
        if let (Some(answer), false) = (&found, self.memo_checked) {
            return answer.clone();
        }
        let remembering = self.memo_on && self.memo.is_awake();
        let noting = remembering || self.noted.is_some();
        if noting {
            self.state_mut().note_reads();
            self.machine.ctx.block.note_reads();
        }
        let answer = self.executed(message(*sender, Some(*to), data, U256::ZERO, gas));
        if noting {
            let (reads, block, version) =
                (self.state_mut().take_reads(), self.machine.ctx.block.reads(), self.state().version());
            if let Some(noted) = &mut self.noted {
                noted.add(&reads, block);
            }
            if remembering && !is_unanswered(&answer) {
                self.memo.put(answer.clone(), reads, block, version);
            }
        }
        match found {
            Some(found) if found != answer => Err((Bytes::new(), WRONG_MEMO, 0)),
            _ => answer,
        }
    }

    fn executed(&mut self, tx: TxEnv) -> Answer {
        self.execute(tx, false).map(|outcome| outcome.output)
    }

    fn remembered(&mut self, sender: &Bytes20, to: &Bytes20, data: &[u8], gas: u64) -> Option<Answer> {
        let block = (self.gas_limit, gas, self.coinbase, self.prevrandao, self.excess_blob_gas);
        let rules = (self.chain_id, self.base_fee, block.0, block.1, block.2, block.3, block.4);
        if rules != self.memo_rules {
            self.memo.clear();
            self.memo_rules = rules;
        }
        let state = &self.machine.ctx.journaled_state.database;
        self.memo.get(self.noted.as_mut(), (sender, to, data), state, self.block_number, self.timestamp)
    }

    /// The exception for a message that failed.
    fn raised(&mut self, py: Python<'_>, failure: Failure) -> PyErr {
        match failure.1 {
            UNANSWERED => self.answered::<()>(Err(Unanswered)).unwrap_err(),
            _ => reverted(py, failure),
        }
    }

    /// What was found, or what the source of the fork has raised.
    fn answered<T>(&mut self, found: Result<T, Unanswered>) -> PyResult<T> {
        let raised = self.state_mut().fork().and_then(Fork::take_raised);
        found.map_err(|Unanswered| raised.expect("an exception of the source"))
    }

    fn account(&mut self, address: Bytes20) -> PyResult<Option<AccountInfo>> {
        let found = self.state_alone().account(&address.into()).map(|info| info.cloned());
        self.answered(found)
    }

    /// The state, of which something is asked while no message is executed.
    fn state_alone(&mut self) -> &mut State {
        if let Some(fork) = self.state_mut().fork() {
            fork.announce_nothing();
        }
        self.state_mut()
    }
}

fn is_unanswered(answer: &Answer) -> bool {
    matches!(answer, Err((_, UNANSWERED, _)))
}

#[pymethods]
impl Evm {
    #[new]
    #[pyo3(signature = (hardfork = Hardfork::SHANGHAI, chain_id = 1337))]
    fn new(hardfork: Hardfork, chain_id: u64) -> Self {
        Evm {
            machine: machine(hardfork, State::default()),
            hardfork,
            chain_id,
            block_number: 0,
            timestamp: 0,
            base_fee: 0,
            gas_limit: 30_000_000,
            coinbase: [0; 20],
            prevrandao: [0; 32],
            excess_blob_gas: 0,
            n_transactions: 0,
            gas_used: 0,
            memo: Memo::default(),
            memo_rules: Rules::default(),
            memo_on: true,
            memo_checked: false,
            noted: None,
        }
    }

    /// Executes a message and keeps the result. `to` is None to create a contract from `data`.
    fn transact(
        &mut self,
        py: Python<'_>,
        sender: Bytes20,
        to: Option<Bytes20>,
        data: &[u8],
        value: Int,
        gas: u64,
    ) -> PyResult<Outcome> {
        let tx = message(sender, to, data, value.0, gas);
        py.detach(|| self.execute(tx, true)).map_err(|failure| self.raised(py, failure))
    }

    /// `transact` in the next block, which becomes the present one if the message goes well.
    #[pyo3(name = "transactNext")]
    fn transact_next(
        &mut self,
        py: Python<'_>,
        sender: Bytes20,
        to: Option<Bytes20>,
        data: &[u8],
        value: Int,
        gas: u64,
    ) -> PyResult<Outcome> {
        self.block_number += 1;
        self.transact(py, sender, to, data, value, gas).inspect_err(|_| self.block_number -= 1)
    }

    /// Creates a contract: `transact` with no receiver.
    fn deploy(&mut self, py: Python<'_>, sender: Bytes20, code: &[u8], value: Int, gas: u64) -> PyResult<Outcome> {
        self.transact(py, sender, None, code, value, gas)
    }

    /// Executes a message, forgets what it did, and gives its return data.
    fn call(&mut self, py: Python<'_>, sender: Bytes20, to: Bytes20, data: &[u8], gas: u64) -> PyResult<Py<PyBytes>> {
        let answer = py.detach(|| self.view(&sender, &to, data, gas));
        match answer {
            Ok(output) => Ok(PyBytes::new(py, &output).unbind()),
            Err(failure) => Err(self.raised(py, failure)),
        }
    }

    /// Where a message that failed was stopped: (whose code, why, opcode, gas that it had) of each call in it that the EVM
    /// stopped, the innermost first. What is None is a creation, or was stopped before its first opcode.
    fn diagnose(
        &mut self,
        py: Python<'_>,
        sender: Bytes20,
        to: Option<Bytes20>,
        data: &[u8],
        value: Int,
        gas: u64,
    ) -> PyResult<Vec<Stopped>> {
        let tx = message(sender, to, data, value.0, gas);
        let stopped = py.detach(|| self.watch(tx));
        match self.state_mut().fork().and_then(Fork::take_raised) {
            Some(raised) => Err(raised),
            None => Ok(stopped),
        }
    }

    /// Asks `source` from now on for accounts and slots that were not changed here, and for hashes of blocks up to
    /// `number`. It has the methods of `Source` in web3engine/chains/source.py. Only while the state is empty.
    #[pyo3(name = "setSource")]
    fn set_source(&mut self, source: Py<PyAny>, number: u64) -> PyResult<()> {
        self.memo.clear();
        let why_not = || PyValueError::new_err("there is a state already, which cannot become a fork");
        let fork = Fork::new(source, number, self.is_prague());
        self.state_mut().fork_from(fork).then_some(()).ok_or_else(why_not)
    }

    /// How many views were answered from memory, and how many were executed.
    #[getter]
    fn memo_counts(&self) -> (u64, u64) {
        (self.memo.remembered, self.memo.executed)
    }

    /// Begins to note what views read.
    #[pyo3(name = "beginWatch")]
    fn begin_watch(&mut self) {
        self.noted = Some(Noted::default());
    }

    /// Ends that, and watches what was read. Gives a number to the value that was computed from it; None if a view looked at
    /// its block.
    #[pyo3(name = "endWatch")]
    fn end_watch(&mut self) -> Option<u64> {
        let noted = self.noted.take().filter(|noted| !noted.looks_at_block)?;
        Some(self.state_mut().watch(&noted.places))
    }

    /// The numbers of values whose views have read something that has changed since this was last asked.
    #[pyo3(name = "takeOutdated")]
    fn take_outdated(&mut self) -> Vec<u64> {
        self.state_mut().take_outdated()
    }

    /// Watches nothing any more.
    #[pyo3(name = "watchNothing")]
    fn watch_nothing(&mut self) {
        self.state_mut().watch_nothing();
    }

    /// How often the state has been changed.
    #[getter]
    fn version(&self) -> u64 {
        self.state().version()
    }

    /// Many calls in one crossing. Gives for each its return data, or the `Reverted` that it would raise.
    #[pyo3(name = "callMany")]
    fn call_many(
        &mut self,
        py: Python<'_>,
        calls: Vec<(Bytes20, Bytes20, Vec<u8>)>,
        gas: u64,
    ) -> PyResult<Vec<Py<PyAny>>> {
        let answers = py.detach(|| {
            let mut answers = Vec::with_capacity(calls.len());
            for (sender, to, data) in calls {
                answers.push(self.view(&sender, &to, &data, gas));
                if answers.last().is_some_and(is_unanswered) {
                    break;
                }
            }
            answers
        });
        let mut given = |answer: Answer| match answer {
            Ok(output) => Ok(PyBytes::new(py, &output).into_any().unbind()),
            Err(failure) if failure.1 == UNANSWERED => Err(self.raised(py, failure)),
            Err(failure) => Ok(reverted(py, failure).into_value(py).into_any()),
        };
        answers.into_iter().map(&mut given).collect()
    }

    /// ETH of an account, in wei.
    fn balance(&mut self, address: Bytes20) -> PyResult<Int> {
        let found = self.state_alone().balance(&address.into());
        self.answered(found).map(Int)
    }

    /// Sets the ETH of an account, in wei: fewer than 2**128, so that no sum of them can pass 2**256.
    #[pyo3(name = "setBalance")]
    fn set_balance(&mut self, address: Bytes20, wei: u128) -> PyResult<()> {
        let mut info = self.account(address)?.unwrap_or_default();
        info.balance = U256::from(wei);
        self.state_mut().set_account(address.into(), info);
        Ok(())
    }

    /// How many transactions an account has sent, or contracts a contract has created.
    fn nonce(&mut self, address: Bytes20) -> PyResult<u64> {
        Ok(self.account(address)?.map_or(0, |info| info.nonce))
    }

    /// The code of an account; empty where there is no contract.
    fn code(&mut self, py: Python<'_>, address: Bytes20) -> PyResult<Py<PyBytes>> {
        let code = self.account(address)?.and_then(|info| info.code);
        Ok(PyBytes::new(py, code.as_ref().map(Bytecode::original_byte_slice).unwrap_or_default()).unbind())
    }

    /// What a contract keeps in a slot.
    fn storage(&mut self, address: Bytes20, slot: Int) -> PyResult<Int> {
        let found = self.state_alone().slot(&address.into(), &slot.0);
        self.answered(found).map(Int)
    }

    /// Remembers the present state; gives a number for `revert`. Costs the same however large the state is.
    fn snapshot(&mut self) -> usize {
        self.state_mut().snapshot()
    }

    /// Comes back to a snapshot, which is used up by this, as are the later ones.
    fn revert(&mut self, snapshot: usize) -> PyResult<()> {
        let why_not = || PyValueError::new_err(format!("there is no snapshot {snapshot}"));
        self.state_mut().revert(snapshot).then_some(()).ok_or_else(why_not)
    }

    /// The whole state as bytes: the same bytes for the same state. Of a fork, what has changed since its block.
    fn dump(&self) -> Vec<u8> {
        self.state().dump()
    }

    /// Becomes the state that `dump` wrote. Snapshots taken before are gone. What is not such a dump is refused.
    fn load(&mut self, dumped: &[u8]) -> PyResult<()> {
        let refused = |why| PyValueError::new_err(format!("this dump cannot be loaded: {why}"));
        let loaded = self.state().load(dumped).map_err(refused)?;
        self.state_mut().become_other(loaded);
        self.memo.clear();
        Ok(())
    }

    /// An independent copy: state, snapshots, block and rules.
    #[pyo3(name = "clone")]
    fn copy(&self) -> Self {
        Evm { machine: machine(self.hardfork, self.state().clone()), memo: Memo::default(), noted: None, ..*self }
    }
}

fn message(sender: Bytes20, to: Option<Bytes20>, data: &[u8], value: U256, gas: u64) -> TxEnv {
    let kind = to.map_or(TxKind::Create, |to| TxKind::Call(to.into()));
    let data = Bytes::copy_from_slice(data);
    TxEnv { caller: sender.into(), kind, data, value, gas_limit: gas, ..Default::default() }
}

/// Why the EVM stopped, in the words that all of TokenSPICE's chains share. `stack_len` is how many words were left.
fn why_halted(reason: &HaltReason, stack_len: usize) -> &'static str {
    use HaltReason::*;
    match reason {
        // The yellow paper does not tell too little gas from input that makes no sense, nor do we.
        OutOfGas(OutOfGasError::Precompile) | PrecompileError | PrecompileErrorWithContext(_) => "precompile failed",
        OutOfGas(_) => "out of gas",
        CreateContractSizeLimit | CreateInitCodeSizeLimit => "code too long",
        OpcodeNotFound | InvalidFEOpcode | NotActivated => "invalid opcode",
        InvalidJump => "invalid jump",
        // Where DUP finds too little, revm calls it an overflow, too.
        StackOverflow if stack_len == STACK_LIMIT => "stack overflow",
        StackUnderflow | StackOverflow => "stack underflow",
        OutOfOffset => "out of bounds read",
        CreateCollision => "address collision",
        StateChangeDuringStaticCall | CallNotAllowedInsideStatic => "write protection",
        CreateContractStartingWithEF => "reserved bytes in code",
        OutOfFunds | NonceOverflow | OverflowPayment | CallTooDeep => "beyond the EVM's limits",
    }
}

/// Why a message was not even begun.
fn why_refused<E>(error: &EVMError<E>) -> &'static str {
    use InvalidTransaction::*;
    match error {
        EVMError::Transaction(CallGasCostMoreThanGasLimit { .. } | GasFloorMoreThanGasLimit { .. }) => "out of gas",
        EVMError::Transaction(CreateInitCodeSizeLimit) => "code too long",
        EVMError::Transaction(CallerGasLimitMoreThanBlock) => "block gas limit exceeded",
        _ => "beyond the EVM's limits",
    }
}

#[pymodule]
fn tokenspice_evm(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // Before the first hash, which would make the default size: to clear 16 MiB takes longer than a short run. False if
    // another module in the process was first.
    let _ = alloy_primitives::init_keccak_cache(HASHES_KEPT);
    module.add_class::<Evm>()?;
    module.add_class::<Hardfork>()?;
    module.add_class::<Outcome>()?;
    module.add_function(wrap_pyfunction!(keys::keccak, module)?)?;
    module.add_function(wrap_pyfunction!(keys::address_of, module)?)?;
    module.add_function(wrap_pyfunction!(keys::sign, module)?)?;
    module.add("Reverted", module.py().get_type::<Reverted>())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
