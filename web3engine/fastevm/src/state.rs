//! The state of a chain in plain maps, with an undo journal while a snapshot is held, and its form as bytes.
//!
//! It counts its changes and can note what is read of it, so that a memo can tell whether an answer still holds.

use std::convert::Infallible;

use crate::memo::{Read, Seen};

use revm::primitives::{keccak256, Address, AddressMap, StorageKeyMap, B256, U256};
use revm::state::{Account, AccountInfo, Bytecode};
use revm::{Database, DatabaseCommit};

/// What a dump begins with; the number is the version of its form.
const MAGIC: &[u8; 8] = b"TSEVM\0\0\x01";

#[derive(Clone, Default)]
struct Record {
    info: AccountInfo,
    storage: StorageKeyMap<U256>,
    /// The state's version when it was last changed.
    changed: u64,
}

/// One change, as it was before.
#[derive(Clone)]
enum Undo {
    Account(Address, Option<AccountInfo>),
    Slot(Address, U256, U256),
    Removed(Address, Box<Record>),
}

#[derive(Clone, Default)]
pub struct State {
    accounts: AddressMap<Record>,
    journal: Vec<Undo>,
    /// Positions in the journal. While there are none, nothing is journalled and memory stays flat.
    snapshots: Vec<usize>,
    /// How many changes there were.
    version: u64,
    /// What was read, in order, while that is noted.
    reads: Option<Vec<Read>>,
}

impl State {
    /// How many changes there were: as long as it is the same, so is all of the state.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Becomes `other`, and counts on.
    pub fn become_other(&mut self, other: State) {
        let version = self.version + other.version + 1;
        *self = State { version, ..other };
    }

    /// Begins to note what is read.
    pub fn note_reads(&mut self) {
        self.reads = Some(Vec::new());
    }

    /// What was read since `note_reads`, which ends the noting.
    pub fn take_reads(&mut self) -> Vec<Read> {
        self.reads.take().unwrap_or_default()
    }

    /// Whether what was read is still there; it was at `version`.
    pub fn holds(&self, read: &Read, version: u64) -> bool {
        let record = self.accounts.get(&read.address);
        if record.is_some_and(|record| record.changed <= version) {
            return true;
        }
        record.map(|record| seen(&record.info)) == read.seen
            && read.slots.iter().all(|(slot, value)| self.slot(&read.address, slot) == *value)
    }

    pub fn account(&self, address: &Address) -> Option<&AccountInfo> {
        self.accounts.get(address).map(|record| &record.info)
    }

    pub fn balance(&self, address: &Address) -> U256 {
        self.account(address).map_or(U256::ZERO, |info| info.balance)
    }

    pub fn slot(&self, address: &Address, slot: &U256) -> U256 {
        self.accounts.get(address).and_then(|record| record.storage.get(slot)).copied().unwrap_or_default()
    }

    /// Sets all of an account but its storage. An account that holds nothing does not exist (EIP-161).
    pub fn set_account(&mut self, address: Address, info: AccountInfo) {
        if info.is_empty() {
            return self.remove(address);
        }
        if !self.snapshots.is_empty() {
            self.journal.push(Undo::Account(address, self.account(&address).cloned()));
        }
        self.changing(address).info = info;
    }

    fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        if !self.snapshots.is_empty() {
            self.journal.push(Undo::Slot(address, slot, self.slot(&address, &slot)));
        }
        write_slot(self.changing(address), slot, value);
    }

    /// The record of an account that is about to change.
    fn changing(&mut self, address: Address) -> &mut Record {
        self.version += 1;
        let record = self.accounts.entry(address).or_default();
        record.changed = self.version;
        record
    }

    fn remove(&mut self, address: Address) {
        self.version += 1;
        if let Some(record) = self.accounts.remove(&address) {
            if !self.snapshots.is_empty() {
                self.journal.push(Undo::Removed(address, Box::new(record)));
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
        for undo in self.journal.split_off(position).into_iter().rev() {
            match undo {
                Undo::Account(address, Some(info)) => self.changing(address).info = info,
                Undo::Account(address, None) => drop(self.accounts.remove(&address)),
                Undo::Slot(address, slot, value) => write_slot(self.changing(address), slot, value),
                Undo::Removed(address, record) => {
                    let record = Record { changed: self.version + 1, ..*record };
                    *self.changing(address) = record;
                }
            }
        }
        self.version += 1;
        true
    }

    /// The accounts as bytes, the same for the same state, with a checksum at the end.
    pub fn dump(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let mut accounts: Vec<_> = self.accounts.iter().collect();
        accounts.sort_unstable_by_key(|(address, _)| **address);
        out.extend((accounts.len() as u64).to_be_bytes());
        for (address, record) in accounts {
            let code = record.info.code.as_ref().map(Bytecode::original_byte_slice).unwrap_or_default();
            let mut slots: Vec<_> = record.storage.iter().collect();
            slots.sort_unstable();
            out.extend(address.as_slice());
            out.extend(record.info.nonce.to_be_bytes());
            out.extend(record.info.balance.to_be_bytes::<32>());
            out.extend((code.len() as u64).to_be_bytes());
            out.extend(code);
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
        let (body, sum) = dumped.split_last_chunk::<32>().ok_or(TOO_SHORT)?;
        must(body.starts_with(&MAGIC[..7]), "it is not a dump of a chain")?;
        must(body.starts_with(MAGIC), "it was written by another version")?;
        must(keccak256(body) == sum, "its checksum is wrong")?;
        let mut rest = &body[MAGIC.len()..];
        let mut state = State::default();
        for _ in 0..number(&mut rest)? {
            let address = take(&mut rest).map(Address::from)?;
            let nonce = number(&mut rest)?;
            let balance = word(&mut rest)?;
            let code_len = number(&mut rest)?;
            let (code, behind) = rest.split_at_checked(code_len as usize).ok_or(TOO_SHORT)?;
            let code = Bytecode::new_legacy(code.to_vec().into());
            rest = behind;
            state.set_account(address, AccountInfo::new(balance, nonce, code.hash_slow(), code));
            for _ in 0..number(&mut rest)? {
                state.set_slot(address, word(&mut rest)?, word(&mut rest)?);
            }
        }
        // What says the same in another way (unsorted, with zeros, with something behind) was not written by `dump`.
        must(state.dump() == dumped, "it is not in the form of a dump")?;
        Ok(state)
    }
}

fn write_slot(record: &mut Record, slot: U256, value: U256) {
    // A slot that was never written holds zero, and so costs nothing.
    if value.is_zero() {
        record.storage.remove(&slot)
    } else {
        record.storage.insert(slot, value)
    };
}

fn seen(info: &AccountInfo) -> Seen {
    Seen { balance: info.balance, nonce: info.nonce, code_hash: info.code_hash }
}

fn must(fits: bool, else_why: &'static str) -> Result<(), &'static str> {
    fits.then_some(()).ok_or(else_why)
}

const TOO_SHORT: &str = "it is shorter than it says";

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], &'static str> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(TOO_SHORT)?;
    *rest = tail;
    Ok(*head)
}

fn number(rest: &mut &[u8]) -> Result<u64, &'static str> {
    take(rest).map(u64::from_be_bytes)
}

fn word(rest: &mut &[u8]) -> Result<U256, &'static str> {
    take(rest).map(U256::from_be_bytes::<32>)
}

impl Database for State {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        let info = self.account(&address).cloned();
        if let Some(reads) = &mut self.reads {
            reads.push(Read { address, seen: info.as_ref().map(seen), slots: Vec::new() });
        }
        Ok(info)
    }

    fn code_by_hash(&mut self, _: B256) -> Result<Bytecode, Infallible> {
        unreachable!("accounts carry their code")
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        let value = self.slot(&address, &slot);
        if let Some(reads) = &mut self.reads {
            // revm loads an account before it reads its storage.
            let read = reads.iter_mut().rev().find(|read| read.address == address).expect("an account that was read");
            read.slots.push((slot, value));
        }
        Ok(value)
    }

    /// Hashes of earlier blocks are made up, the same ones in every run and in the other engine.
    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(keccak256(U256::from(number).to_be_bytes::<32>()))
    }
}

impl DatabaseCommit for State {
    fn commit(&mut self, changes: AddressMap<Account>) {
        for (address, account) in changes.into_iter().filter(|(_, account)| account.is_touched()) {
            if account.is_selfdestructed() || account.is_created() {
                self.remove(address);
            }
            if account.is_selfdestructed() {
                continue;
            }
            if self.account(&address) != Some(&account.info) {
                self.set_account(address, account.info);
            }
            for (slot, value) in account.storage.into_iter().filter(|(_, value)| value.is_changed()) {
                self.set_slot(address, slot, value.present_value);
            }
        }
    }
}
