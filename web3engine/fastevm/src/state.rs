//! The state of a chain in plain maps, with an undo journal while a snapshot is held, and its form as bytes.

use std::convert::Infallible;

use revm::primitives::{keccak256, Address, AddressMap, StorageKeyMap, B256, KECCAK_EMPTY, U256};
use revm::state::{Account, AccountInfo, Bytecode};
use revm::{Database, DatabaseCommit};

/// What a dump begins with; the number is the version of its form.
const MAGIC: &[u8; 8] = b"TSEVM\0\0\x01";

#[derive(Clone, Default)]
struct Record {
    info: AccountInfo,
    storage: StorageKeyMap<U256>,
}

/// One change, as it was before.
#[derive(Clone)]
enum Undo {
    Account(Address, Option<AccountInfo>),
    Slot(Address, U256, U256),
    Removed(Address, Record),
}

#[derive(Clone, Default)]
pub struct State {
    accounts: AddressMap<Record>,
    journal: Vec<Undo>,
    /// Positions in the journal. While there are none, nothing is journalled and memory stays flat.
    snapshots: Vec<usize>,
}

impl State {
    pub fn account(&self, address: &Address) -> Option<&AccountInfo> {
        self.accounts.get(address).map(|record| &record.info)
    }

    pub fn slot(&self, address: &Address, slot: &U256) -> U256 {
        self.accounts
            .get(address)
            .and_then(|record| record.storage.get(slot))
            .copied()
            .unwrap_or_default()
    }

    pub fn set_account(&mut self, address: Address, info: AccountInfo) {
        if !self.snapshots.is_empty() {
            self.journal
                .push(Undo::Account(address, self.account(&address).cloned()));
        }
        self.accounts.entry(address).or_default().info = info;
    }

    fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        if !self.snapshots.is_empty() {
            self.journal
                .push(Undo::Slot(address, slot, self.slot(&address, &slot)));
        }
        write_slot(&mut self.accounts, address, slot, value);
    }

    fn remove(&mut self, address: Address) {
        if let Some(record) = self.accounts.remove(&address) {
            if !self.snapshots.is_empty() {
                self.journal.push(Undo::Removed(address, record));
            }
        }
    }

    /// Remembers the present state; gives the number of the snapshot.
    pub fn snapshot(&mut self) -> usize {
        self.snapshots.push(self.journal.len());
        self.snapshots.len() - 1
    }

    /// Comes back to a snapshot, which is used up by this, as are the later ones. False if there is none.
    pub fn revert(&mut self, snapshot: usize) -> bool {
        let Some(&position) = self.snapshots.get(snapshot) else {
            return false;
        };
        self.snapshots.truncate(snapshot);
        while self.journal.len() > position {
            match self.journal.pop().expect("the journal is longer than the position") {
                Undo::Account(address, Some(info)) => self.accounts.entry(address).or_default().info = info,
                Undo::Account(address, None) => drop(self.accounts.remove(&address)),
                Undo::Slot(address, slot, value) => write_slot(&mut self.accounts, address, slot, value),
                Undo::Removed(address, record) => drop(self.accounts.insert(address, record)),
            }
        }
        true
    }

    /// The accounts as bytes, the same for the same state, with a checksum at the end.
    pub fn dump(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let mut accounts: Vec<_> = self.accounts.iter().collect();
        accounts.sort_unstable_by_key(|(address, _)| **address);
        out.extend((accounts.len() as u64).to_be_bytes());
        for (address, record) in accounts {
            let code = record.info.code.as_ref().map(Bytecode::original_bytes).unwrap_or_default();
            let mut slots: Vec<_> = record.storage.iter().collect();
            slots.sort_unstable();
            out.extend(address.as_slice());
            out.extend(record.info.nonce.to_be_bytes());
            out.extend(record.info.balance.to_be_bytes::<32>());
            out.extend((code.len() as u64).to_be_bytes());
            out.extend(code.as_ref());
            out.extend((slots.len() as u64).to_be_bytes());
            for (slot, value) in slots {
                out.extend(slot.to_be_bytes::<32>());
                out.extend(value.to_be_bytes::<32>());
            }
        }
        let sum = keccak256(&out);
        out.extend(sum.as_slice());
        out
    }

    /// The state that `dump` wrote, or why it cannot be read.
    pub fn load(dumped: &[u8]) -> Result<State, &'static str> {
        let Some(body_len) = dumped.len().checked_sub(32) else {
            return Err("it is too short");
        };
        let (body, sum) = dumped.split_at(body_len);
        if !body.starts_with(&MAGIC[..7]) {
            return Err("it is not a dump of a chain");
        }
        if body.get(7) != Some(&MAGIC[7]) {
            return Err("it was written by another version");
        }
        if keccak256(body).as_slice() != sum {
            return Err("its checksum is wrong");
        }
        let mut rest = &body[MAGIC.len()..];
        let mut state = State::default();
        for _ in 0..number(&mut rest)? {
            let address = Address::from_slice(take(&mut rest, 20)?);
            let nonce = number(&mut rest)?;
            let balance = word(&mut rest)?;
            let code_len = number(&mut rest)?;
            let code = Bytecode::new_raw(take(&mut rest, code_len as usize)?.to_vec().into());
            let mut record = Record { info: info(nonce, balance, code), ..Default::default() };
            for _ in 0..number(&mut rest)? {
                record.storage.insert(word(&mut rest)?, word(&mut rest)?);
            }
            state.accounts.insert(address, record);
        }
        if rest.is_empty() { Ok(state) } else { Err("it is longer than it says") }
    }
}

/// An account with that code.
pub fn info(nonce: u64, balance: U256, code: Bytecode) -> AccountInfo {
    let code_hash = if code.is_empty() { KECCAK_EMPTY } else { code.hash_slow() };
    AccountInfo { nonce, balance, code_hash, code: Some(code), ..Default::default() }
}

fn write_slot(accounts: &mut AddressMap<Record>, address: Address, slot: U256, value: U256) {
    let storage = &mut accounts.entry(address).or_default().storage;
    if value.is_zero() {
        storage.remove(&slot);
    } else {
        storage.insert(slot, value);
    }
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Result<&'a [u8], &'static str> {
    if n > rest.len() {
        return Err("it is shorter than it says");
    }
    let (head, tail) = rest.split_at(n);
    *rest = tail;
    Ok(head)
}

fn number(rest: &mut &[u8]) -> Result<u64, &'static str> {
    let bytes = take(rest, 8)?;
    Ok(u64::from_be_bytes(bytes.try_into().expect("eight bytes were taken")))
}

fn word(rest: &mut &[u8]) -> Result<U256, &'static str> {
    Ok(U256::from_be_slice(take(rest, 32)?))
}

impl Database for State {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.account(&address).cloned())
    }

    fn code_by_hash(&mut self, _: B256) -> Result<Bytecode, Infallible> {
        unreachable!("accounts carry their code")
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.slot(&address, &slot))
    }

    /// Hashes of earlier blocks are made up, the same ones in every run and in the other engine.
    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(keccak256(U256::from(number).to_be_bytes::<32>()))
    }
}

impl DatabaseCommit for State {
    fn commit(&mut self, changes: AddressMap<Account>) {
        for (address, account) in changes {
            if !account.is_touched() {
                continue;
            }
            if account.is_selfdestructed() || account.is_empty() {
                self.remove(address);
                continue;
            }
            if account.is_created() && self.accounts.get(&address).is_some_and(|record| !record.storage.is_empty()) {
                self.remove(address);
            }
            if self.account(&address) != Some(&account.info) {
                self.set_account(address, account.info.clone());
            }
            for (slot, value) in account.changed_storage_slots() {
                self.set_slot(address, *slot, value.present_value());
            }
        }
    }
}
