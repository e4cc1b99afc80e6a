//! revm as a Python object: one `Evm` is one chain's state and the machine that works on it.
//!
//! Addresses, call data and results are bytes; amounts are Python integers. A message that fails raises `Reverted` and
//! leaves the state, nonces included, as it was.

mod state;

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt, PyList, PyTuple};
use revm::context::result::{EVMError, ExecutionResult, HaltReason, InvalidTransaction, Output};
use revm::context::{Context, TxEnv};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Address, Bytes, Log, TxKind, B256, U256};
use revm::state::Bytecode;
use revm::{DatabaseCommit, ExecuteEvm, MainBuilder, MainContext, MainnetEvm};
use state::State;

create_exception!(
    tokenspice_evm,
    Reverted,
    PyException,
    "A message failed. args: revert data (bytes), why the EVM stopped (\"\" for a plain revert), gas used."
);

type Machine = MainnetEvm<revm::handler::MainnetContext<State>>;

/// The rules of a hardfork.
#[pyclass(eq, eq_int, frozen, hash, from_py_object, module = "tokenspice_evm")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::upper_case_acronyms)]
enum Hardfork {
    BERLIN,
    LONDON,
    PARIS,
    SHANGHAI,
    CANCUN,
    PRAGUE,
}

impl Hardfork {
    fn spec(self) -> SpecId {
        match self {
            Hardfork::BERLIN => SpecId::BERLIN,
            Hardfork::LONDON => SpecId::LONDON,
            Hardfork::PARIS => SpecId::MERGE,
            Hardfork::SHANGHAI => SpecId::SHANGHAI,
            Hardfork::CANCUN => SpecId::CANCUN,
            Hardfork::PRAGUE => SpecId::PRAGUE,
        }
    }
}

/// What a message did. Logs are made into Python objects when they are asked for.
#[pyclass(frozen, module = "tokenspice_evm")]
struct Outcome {
    output: Bytes,
    #[pyo3(get)]
    gas_used: u64,
    logs: Vec<Log>,
    created: Option<Address>,
}

#[pymethods]
impl Outcome {
    /// Return data; of a creation, the code that was deployed.
    #[getter]
    fn output<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.output)
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
    fn created<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.created.map(|address| PyBytes::new(py, address.as_slice()))
    }
}

/// A message that failed, before Python hears of it.
struct Failure {
    data: Bytes,
    halt: String,
    gas_used: u64,
}

impl Failure {
    fn raised(self, py: Python<'_>) -> PyErr {
        Reverted::new_err((PyBytes::new(py, &self.data).unbind(), self.halt, self.gas_used))
    }
}

/// A chain's state in memory, and revm working on it.
///
/// Args:
///     hardfork: the rules.
///     chain_id: what CHAINID gives.
///
/// Attributes that can be set: block_number, timestamp, chain_id, base_fee, gas_limit (of a block), coinbase (20 bytes),
/// prevrandao (32 bytes). Gas has a price of zero; a base fee is only what BASEFEE gives.
#[pyclass(subclass, module = "tokenspice_evm")]
struct Evm {
    machine: Box<Machine>,
    hardfork: Hardfork,
}

// SAFETY: the machine shares reference-counted buffers among its own parts only. Python reaches it through `&mut self`
// alone, so two threads are never inside it at once.
unsafe impl Send for Evm {}
unsafe impl Sync for Evm {}

fn machine(hardfork: Hardfork, state: State, chain_id: u64) -> Box<Machine> {
    let mut context = Context::mainnet().with_db(state);
    context.cfg = revm::context::CfgEnv::new_with_spec(hardfork.spec()).with_chain_id(chain_id);
    context.cfg.tx_chain_id_check = false;
    context.cfg.disable_nonce_check = true;
    context.cfg.disable_eip3607 = true;
    context.cfg.disable_base_fee = true;
    context.cfg.disable_block_gas_limit = true;
    context.block.gas_limit = 30_000_000;
    context.block.basefee = 0;
    context.block.number = U256::ZERO;
    context.block.timestamp = U256::ZERO;
    context.block.prevrandao = Some(B256::ZERO);
    context.block.beneficiary = Address::ZERO;
    Box::new(context.build_mainnet())
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
        let gas_limit = tx.gas_limit;
        match self.machine.transact(tx) {
            Ok(done) => match done.result {
                ExecutionResult::Success { gas, logs, output, .. } => {
                    if keep {
                        self.state_mut().commit(done.state);
                    }
                    let (output, created) = match output {
                        Output::Call(data) => (data, None),
                        Output::Create(data, address) => (data, address),
                    };
                    Ok(Outcome { output, gas_used: gas.tx_gas_used(), logs, created })
                }
                ExecutionResult::Revert { gas, output, .. } => {
                    Err(Failure { data: output, halt: String::new(), gas_used: gas.tx_gas_used() })
                }
                ExecutionResult::Halt { reason, gas, .. } => {
                    Err(Failure { data: Bytes::new(), halt: in_words(&reason), gas_used: gas.tx_gas_used() })
                }
            },
            Err(error) => Err(Failure { data: Bytes::new(), halt: refusal(&error), gas_used: gas_limit }),
        }
    }
}

#[pymethods]
impl Evm {
    #[new]
    #[pyo3(signature = (hardfork = Hardfork::SHANGHAI, chain_id = 1337))]
    fn new(hardfork: Hardfork, chain_id: u64) -> Self {
        Evm { machine: machine(hardfork, State::default(), chain_id), hardfork }
    }

    /// Executes a message and keeps the result. `to` is None to create a contract from `data`.
    fn transact(
        &mut self,
        py: Python<'_>,
        sender: &[u8],
        to: Option<&[u8]>,
        data: &[u8],
        value: &Bound<'_, PyInt>,
        gas: u64,
    ) -> PyResult<Outcome> {
        let tx = message(sender, to, data, amount(value)?, gas)?;
        py.detach(|| self.execute(tx, true)).map_err(|failure| failure.raised(py))
    }

    /// Creates a contract: `transact` with no receiver.
    fn deploy(&mut self, py: Python<'_>, sender: &[u8], code: &[u8], value: &Bound<'_, PyInt>, gas: u64) -> PyResult<Outcome> {
        self.transact(py, sender, None, code, value, gas)
    }

    /// Executes a message, forgets what it did, and gives its return data.
    fn call<'py>(&mut self, py: Python<'py>, sender: &[u8], to: &[u8], data: &[u8], gas: u64) -> PyResult<Bound<'py, PyBytes>> {
        let tx = message(sender, Some(to), data, U256::ZERO, gas)?;
        let outcome = py.detach(|| self.execute(tx, false)).map_err(|failure| failure.raised(py))?;
        Ok(PyBytes::new(py, &outcome.output))
    }

    /// Many calls in one crossing. Gives for each its return data, or the `Reverted` that it would raise.
    #[pyo3(name = "callMany")]
    fn call_many<'py>(
        &mut self,
        py: Python<'py>,
        calls: Vec<(Bound<'py, PyBytes>, Bound<'py, PyBytes>, Bound<'py, PyBytes>)>,
        gas: u64,
    ) -> PyResult<Bound<'py, PyList>> {
        let messages = calls
            .iter()
            .map(|(sender, to, data)| message(sender.as_bytes(), Some(to.as_bytes()), data.as_bytes(), U256::ZERO, gas))
            .collect::<PyResult<Vec<_>>>()?;
        let outcomes = py.detach(|| messages.into_iter().map(|tx| self.execute(tx, false)).collect::<Vec<_>>());
        let results = outcomes.into_iter().map(|outcome| match outcome {
            Ok(outcome) => PyBytes::new(py, &outcome.output).into_any(),
            Err(failure) => failure.raised(py).into_value(py).into_bound(py).into_any(),
        });
        PyList::new(py, results.collect::<Vec<_>>())
    }

    /// ETH of an account, in wei.
    fn balance<'py>(&self, py: Python<'py>, address: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let info = self.state().account(&address_of(address)?);
        python_int(py, info.map(|info| info.balance).unwrap_or_default())
    }

    /// Sets the ETH of an account, in wei.
    #[pyo3(name = "setBalance")]
    fn set_balance(&mut self, address: &[u8], wei: &Bound<'_, PyInt>) -> PyResult<()> {
        let (address, wei) = (address_of(address)?, amount(wei)?);
        let mut info = self.state().account(&address).cloned().unwrap_or_default();
        info.balance = wei;
        self.state_mut().set_account(address, info);
        Ok(())
    }

    /// How many transactions an account has sent, or contracts a contract has created.
    fn nonce(&self, address: &[u8]) -> PyResult<u64> {
        Ok(self.state().account(&address_of(address)?).map_or(0, |info| info.nonce))
    }

    /// The code of an account; empty where there is no contract.
    fn code<'py>(&self, py: Python<'py>, address: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let info = self.state().account(&address_of(address)?);
        let code = info.and_then(|info| info.code.as_ref()).map(Bytecode::original_bytes).unwrap_or_default();
        Ok(PyBytes::new(py, &code))
    }

    /// What a contract keeps in a slot.
    fn storage<'py>(&self, py: Python<'py>, address: &[u8], slot: &Bound<'py, PyInt>) -> PyResult<Bound<'py, PyAny>> {
        python_int(py, self.state().slot(&address_of(address)?, &amount(slot)?))
    }

    /// Remembers the present state; gives a number for `revert`. Costs the same however large the state is.
    fn snapshot(&mut self) -> usize {
        self.state_mut().snapshot()
    }

    /// Comes back to a snapshot, which is used up by this, as are the later ones.
    fn revert(&mut self, snapshot: usize) -> PyResult<()> {
        if self.state_mut().revert(snapshot) {
            return Ok(());
        }
        Err(PyValueError::new_err(format!("there is no snapshot {snapshot}")))
    }

    /// The whole state as bytes: the same bytes for the same state.
    fn dump<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.state().dump())
    }

    /// Becomes the state that `dump` wrote. Snapshots taken before are gone. What is not such a dump is refused.
    fn load(&mut self, dumped: &[u8]) -> PyResult<()> {
        let state = State::load(dumped).map_err(|why| PyValueError::new_err(format!("this dump cannot be loaded: {why}")))?;
        *self.state_mut() = state;
        Ok(())
    }

    /// An independent copy: state, snapshots, block and rules.
    #[pyo3(name = "clone")]
    fn copy(&self) -> Self {
        let mut machine = machine(self.hardfork, self.state().clone(), self.machine.ctx.cfg.chain_id);
        machine.ctx.block = self.machine.ctx.block.clone();
        Evm { machine, hardfork: self.hardfork }
    }

    #[getter]
    fn hardfork(&self) -> Hardfork {
        self.hardfork
    }

    #[getter]
    fn get_block_number(&self) -> u64 {
        self.machine.ctx.block.number.saturating_to()
    }

    #[setter]
    fn set_block_number(&mut self, number: u64) {
        self.machine.ctx.block.number = U256::from(number);
    }

    #[getter]
    fn get_timestamp(&self) -> u64 {
        self.machine.ctx.block.timestamp.saturating_to()
    }

    #[setter]
    fn set_timestamp(&mut self, timestamp: u64) {
        self.machine.ctx.block.timestamp = U256::from(timestamp);
    }

    #[getter]
    fn get_chain_id(&self) -> u64 {
        self.machine.ctx.cfg.chain_id
    }

    #[setter]
    fn set_chain_id(&mut self, chain_id: u64) {
        self.machine.ctx.cfg.chain_id = chain_id;
    }

    #[getter]
    fn get_base_fee(&self) -> u64 {
        self.machine.ctx.block.basefee
    }

    #[setter]
    fn set_base_fee(&mut self, base_fee: u64) {
        self.machine.ctx.block.basefee = base_fee;
    }

    #[getter]
    fn get_gas_limit(&self) -> u64 {
        self.machine.ctx.block.gas_limit
    }

    #[setter]
    fn set_gas_limit(&mut self, gas_limit: u64) {
        self.machine.ctx.block.gas_limit = gas_limit;
    }

    #[getter]
    fn get_coinbase<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.machine.ctx.block.beneficiary.as_slice())
    }

    #[setter]
    fn set_coinbase(&mut self, coinbase: &[u8]) -> PyResult<()> {
        self.machine.ctx.block.beneficiary = address_of(coinbase)?;
        Ok(())
    }

    #[getter]
    fn get_prevrandao<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.machine.ctx.block.prevrandao.unwrap_or_default().as_slice())
    }

    #[setter]
    fn set_prevrandao(&mut self, prevrandao: &[u8]) -> PyResult<()> {
        if prevrandao.len() != 32 {
            return Err(PyValueError::new_err(format!("prevrandao has 32 bytes, not {}", prevrandao.len())));
        }
        self.machine.ctx.block.prevrandao = Some(B256::from_slice(prevrandao));
        Ok(())
    }
}

fn message(sender: &[u8], to: Option<&[u8]>, data: &[u8], value: U256, gas: u64) -> PyResult<TxEnv> {
    let kind = match to {
        Some(to) => TxKind::Call(address_of(to)?),
        None => TxKind::Create,
    };
    Ok(TxEnv {
        caller: address_of(sender)?,
        kind,
        data: Bytes::copy_from_slice(data),
        value,
        gas_limit: gas,
        chain_id: None,
        ..Default::default()
    })
}

fn address_of(bytes: &[u8]) -> PyResult<Address> {
    Address::try_from(bytes).map_err(|_| PyValueError::new_err(format!("an address has 20 bytes, not {}", bytes.len())))
}

/// A Python integer as 256 bits. Nearly all fit 64, and those cost nothing.
fn amount(value: &Bound<'_, PyInt>) -> PyResult<U256> {
    if let Ok(small) = value.extract::<u64>() {
        return Ok(U256::from(small));
    }
    let bytes = value
        .call_method1("to_bytes", (32, "big"))
        .map_err(|_| PyOverflowError::new_err(format!("{value} does not fit 256 bits without a sign")))?;
    Ok(U256::from_be_slice(bytes.cast::<PyBytes>()?.as_bytes()))
}

fn python_int<'py>(py: Python<'py>, value: U256) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(small) = u64::try_from(value) {
        return Ok(small.into_pyobject(py)?.into_any());
    }
    py.get_type::<PyInt>().call_method1("from_bytes", (PyBytes::new(py, &value.to_be_bytes::<32>()), "big"))
}

/// Why the EVM stopped, in the words that all of TokenSPICE's chains share.
fn in_words(reason: &HaltReason) -> String {
    match reason {
        // The yellow paper knows one exception for all of these: the gas does not suffice, or no gas would.
        HaltReason::OutOfGas(_) | HaltReason::CreateContractSizeLimit | HaltReason::CreateInitCodeSizeLimit => "out of gas",
        HaltReason::OpcodeNotFound | HaltReason::InvalidFEOpcode | HaltReason::NotActivated => "invalid opcode",
        HaltReason::InvalidJump => "invalid jump",
        HaltReason::StackUnderflow => "stack underflow",
        HaltReason::StackOverflow => "stack overflow",
        HaltReason::OutOfOffset => "out of bounds read",
        HaltReason::CreateCollision => "address collision",
        HaltReason::StateChangeDuringStaticCall | HaltReason::CallNotAllowedInsideStatic => "write protection",
        HaltReason::CreateContractStartingWithEF => "reserved bytes in code",
        other => return format!("{other}"),
    }
    .to_string()
}

/// Why a message was not even begun.
fn refusal<E>(error: &EVMError<E>) -> String
where
    E: std::fmt::Debug,
{
    match error {
        EVMError::Transaction(
            InvalidTransaction::CallGasCostMoreThanGasLimit { .. }
            | InvalidTransaction::GasFloorMoreThanGasLimit { .. }
            | InvalidTransaction::CreateInitCodeSizeLimit,
        ) => "out of gas".to_string(),
        EVMError::Transaction(InvalidTransaction::LackOfFundForMaxFee { .. }) => "insufficient funds".to_string(),
        other => format!("{other:?}"),
    }
}

#[pymodule]
fn tokenspice_evm(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Evm>()?;
    module.add_class::<Hardfork>()?;
    module.add_class::<Outcome>()?;
    module.add("Reverted", module.py().get_type::<Reverted>())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
