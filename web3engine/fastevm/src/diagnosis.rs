//! Where a message failed: the calls inside it that the EVM stopped, which its outermost call may keep to itself.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use revm::context::result::HaltReason;
use revm::context_interface::journaled_state::JournalTr;
use revm::inspector::Inspector;
use revm::interpreter::interpreter_types::Jumps;
use revm::interpreter::{
    CallInputs, CallOutcome, CreateInputs, CreateOutcome, InstructionResult, Interpreter, SuccessOrHalt,
};
use revm::primitives::Address;

use crate::why_halted;

/// A call or creation that the EVM stopped.
pub struct Stopped {
    /// Whose code ran; nothing for a creation.
    code: Option<Address>,
    why: &'static str,
    /// The opcode at which it stopped; nothing where none was begun.
    opcode: Option<u8>,
    /// How much gas it had been given.
    gas: u64,
}

impl<'py> IntoPyObject<'py> for Stopped {
    type Target = pyo3::types::PyTuple;
    type Output = Bound<'py, Self::Target>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        let code = self.code.map(|address| PyBytes::new(py, address.as_slice()));
        (code, self.why, self.opcode, self.gas).into_pyobject(py)
    }
}

/// Watches a message, and notes what was stopped: what is inside comes before what is around it.
#[derive(Default)]
pub struct Watch {
    pub stopped: Vec<Stopped>,
    /// The opcode at which each of the present calls is.
    opcodes: Vec<Option<u8>>,
}

impl Watch {
    fn end(&mut self, code: Option<Address>, result: InstructionResult, gas: u64) {
        let opcode = self.opcodes.pop().flatten();
        if let SuccessOrHalt::<HaltReason>::Halt(reason) = SuccessOrHalt::from(result) {
            self.stopped.push(Stopped { code, why: why_halted(&reason, 0), opcode, gas });
        }
    }
}

impl<CTX> Inspector<CTX> for Watch
where
    CTX: revm::context_interface::ContextTr<Journal: JournalTr>,
{
    fn step(&mut self, interpreter: &mut Interpreter, _: &mut CTX) {
        if let Some(last) = self.opcodes.last_mut() {
            *last = Some(interpreter.bytecode.opcode());
        }
    }

    fn call(&mut self, _: &mut CTX, _: &mut CallInputs) -> Option<CallOutcome> {
        self.opcodes.push(None);
        None
    }

    fn call_end(&mut self, _: &mut CTX, inputs: &CallInputs, outcome: &mut CallOutcome) {
        self.end(Some(inputs.bytecode_address), outcome.result.result, inputs.gas_limit);
    }

    fn create(&mut self, _: &mut CTX, _: &mut CreateInputs) -> Option<CreateOutcome> {
        self.opcodes.push(None);
        None
    }

    fn create_end(&mut self, _: &mut CTX, inputs: &CreateInputs, outcome: &mut CreateOutcome) {
        self.end(None, outcome.result.result, inputs.gas_limit());
    }
}
