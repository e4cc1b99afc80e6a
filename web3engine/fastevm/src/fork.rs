//! What a fork is laid over: the state of a live chain in one block. Python is asked for each part of it once.

use crate::Int;
use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use revm::context::TxEnv;
use revm::primitives::map::HashMap;
use revm::primitives::{keccak256, Address, AddressMap, Bytes, StorageKeyMap, B256, U256};
use revm::state::{AccountInfo, Bytecode};

/// The source has raised an exception, which is kept aside. As an error of revm's database, it would slow down chains that
/// are no forks.
pub struct Unanswered;

/// A block of a live chain. What it has answered never changes, so nothing of it is ever undone.
pub struct Fork {
    source: Py<PyAny>,
    /// Of the block.
    number: u64,
    /// Whether an account's code may be a delegation (EIP-7702).
    has_delegations: bool,
    /// Those that do not exist hold nothing.
    accounts: AddressMap<AccountInfo>,
    slots: AddressMap<StorageKeyMap<U256>>,
    hashes: HashMap<u64, B256>,
    /// What is being executed, as long as it has asked for nothing.
    message: Option<TxEnv>,
    /// What the source has raised, until it is taken; it is not asked before that.
    raised: Option<PyErr>,
}

impl Fork {
    pub fn new(source: Py<PyAny>, number: u64, has_delegations: bool) -> Self {
        Fork {
            source,
            number,
            has_delegations,
            accounts: AddressMap::default(),
            slots: AddressMap::default(),
            hashes: HashMap::default(),
            message: None,
            raised: None,
        }
    }

    /// Notes what is being executed, for the source to be told if that asks for anything.
    #[cold]
    pub fn announce(&mut self, message: &TxEnv) {
        self.message = Some(message.clone());
    }

    /// Notes that nothing is being executed.
    pub fn announce_nothing(&mut self) {
        self.message = None;
    }

    pub fn has_raised(&self) -> bool {
        self.raised.is_some()
    }

    /// What the source has raised since this was last asked.
    pub fn take_raised(&mut self) -> Option<PyErr> {
        self.raised.take()
    }

    /// The account, if it is known and exists.
    pub fn known_account(&self, address: &Address) -> Option<&AccountInfo> {
        self.accounts.get(address).filter(|info| !info.is_empty())
    }

    pub fn known_slot(&self, address: &Address, slot: &U256) -> Option<U256> {
        self.slots.get(address)?.get(slot).copied()
    }

    #[cold]
    pub fn account(&mut self, address: &Address) -> Result<Option<&AccountInfo>, Unanswered> {
        if !self.accounts.contains_key(address) {
            let (nonce, balance, code): (u64, [u8; 32], Vec<u8>) = self.ask("account", (bytes(address),))?;
            let code = self.bytecode(code);
            let info = AccountInfo::new(U256::from_be_bytes(balance), nonce, code.hash_slow(), code);
            self.accounts.insert(*address, info);
        }
        Ok(self.known_account(address))
    }

    #[cold]
    pub fn slot(&mut self, address: &Address, slot: &U256) -> Result<U256, Unanswered> {
        if let Some(value) = self.known_slot(address, slot) {
            return Ok(value);
        }
        let value: [u8; 32] = self.ask("slot", (bytes(address), slot.to_be_bytes::<32>()))?;
        let value = U256::from_be_bytes(value);
        self.slots.entry(*address).or_default().insert(*slot, value);
        Ok(value)
    }

    /// Code as revm has it.
    pub fn bytecode(&self, code: Vec<u8>) -> Bytecode {
        let code = Bytes::from(code);
        let delegation = Bytecode::new_eip7702_raw(code.clone()).ok().filter(|_| self.has_delegations);
        delegation.unwrap_or_else(|| Bytecode::new_legacy(code))
    }

    /// The hash of the fork's block or of one before it; of what is mined here, a made-up one.
    pub fn block_hash(&mut self, number: u64) -> Result<B256, Unanswered> {
        if number > self.number {
            return Ok(made_up_hash(number));
        }
        if let Some(hash) = self.hashes.get(&number) {
            return Ok(*hash);
        }
        let hash: Option<[u8; 32]> = self.ask("blockHash", (number,))?;
        let hash = B256::from(hash.unwrap_or_default());
        self.hashes.insert(number, hash);
        Ok(hash)
    }

    fn ask<A, T>(&mut self, method: &str, arguments: A) -> Result<T, Unanswered>
    where
        A: for<'py> PyCallArgs<'py>,
        T: for<'a, 'py> FromPyObject<'a, 'py, Error: Into<PyErr>>,
    {
        if self.raised.is_some() {
            return Err(Unanswered);
        }
        let message = self.message.take();
        let answer = Python::attach(|py| {
            if let Some(tx) = message {
                let to = tx.kind.to().map(bytes);
                let value = Int(tx.value);
                self.source.bind(py).call_method1("prepare", (bytes(&tx.caller), to, tx.data.as_ref(), value))?;
            }
            let answer = self.source.bind(py).call_method1(method, arguments)?;
            answer.extract().map_err(Into::into)
        });
        answer.map_err(|error| {
            self.raised = Some(error);
            Unanswered
        })
    }
}

impl Clone for Fork {
    fn clone(&self) -> Self {
        Fork {
            source: Python::attach(|py| self.source.clone_ref(py)),
            number: self.number,
            has_delegations: self.has_delegations,
            accounts: self.accounts.clone(),
            slots: self.slots.clone(),
            hashes: self.hashes.clone(),
            message: None,
            raised: None,
        }
    }
}

/// Hashes of earlier blocks that were mined here, the same ones in every run and in the other engine.
pub fn made_up_hash(number: u64) -> B256 {
    keccak256(U256::from(number).to_be_bytes::<32>())
}

fn bytes(address: &Address) -> [u8; 20] {
    (*address).into()
}
