//! The state of a chain in plain maps, with an undo journal while a snapshot is held, and its form as bytes.
//!
//! The state of a fork is what differs from the block that it is laid over: what is not in the maps is as it was there.
//!
//! It counts its changes and can note what is read of it, so that a memo can tell whether an answer still holds.

use std::convert::Infallible;

use crate::fork::{made_up_hash, Fork, Unanswered};
use crate::memo::{Read, Seen};

use revm::primitives::map::{HashMap, HashSet};
use revm::primitives::{keccak256, Address, AddressMap, StorageKeyMap, B256, U256};
use revm::state::{Account, AccountInfo, Bytecode};
use revm::{Database, DatabaseCommit};

/// What a dump begins with; the number is the version of its form.
const MAGIC: &[u8; 8] = b"TSEVM\0\0\x01";
/// What the dump of a fork begins with: it has a byte more for each account.
const MAGIC_OF_FORK: &[u8; 8] = b"TSFRK\0\0\x01";

#[derive(Clone, Default)]
struct Record {
    /// Holds nothing where the account does not exist any more, which only a fork needs to know.
    info: AccountInfo,
    /// What slots hold, where that differs from what is below.
    storage: StorageKeyMap<U256>,
    /// Whether below its storage is that of the fork's block; otherwise there are zeros.
    is_forked: bool,
    /// The state's version when it was last changed.
    changed: u64,
}

/// What changes by itself: a slot of an account, or all of the account but its storage.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    pub address: Address,
    pub slot: Option<U256>,
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
    /// Numbers of the values that were computed from a place, while it is as it was then.
    watched: HashMap<Place, Vec<u64>>,
    last_number: u64,
    /// Numbers of values of which a place has changed.
    outdated: Vec<u64>,
    fork: Option<Box<Fork>>,
}

impl State {
    /// How many changes there were: as long as it is the same, so is all of the state.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Becomes `other`, and counts on: what is watched may have changed. A fork stays one of the same block.
    pub fn become_other(&mut self, other: State) {
        let version = self.version + other.version + 1;
        let mut outdated = self.take_outdated();
        outdated.extend(self.watched.drain().flat_map(|(_, numbers)| numbers));
        *self = State { version, outdated, last_number: self.last_number, fork: self.fork.take(), ..other };
    }

    /// Watches the places from which a value was computed; gives a number to the value.
    pub fn watch(&mut self, places: &HashSet<Place>) -> u64 {
        self.last_number += 1;
        for place in places {
            self.watched.entry(*place).or_default().push(self.last_number);
        }
        self.last_number
    }

    /// Watches nothing any more.
    pub fn watch_nothing(&mut self) {
        self.watched = HashMap::default();
        self.outdated = Vec::new();
    }

    /// Whether `take_outdated` has something to give.
    pub fn has_changed(&self) -> bool {
        !self.outdated.is_empty()
    }

    /// The numbers of values of which a place has changed since this was last asked; a value may be among them again later.
    pub fn take_outdated(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.outdated)
    }

    /// Notes a change of a place.
    fn note_change(&mut self, address: Address, slot: Option<U256>) {
        if !self.watched.is_empty() {
            if let Some(numbers) = self.watched.remove(&Place { address, slot }) {
                self.outdated.extend(numbers);
            }
        }
    }

    /// Lays itself over a block of a live chain; false if it is not empty.
    pub fn fork_from(&mut self, fork: Fork) -> bool {
        let is_new = self.accounts.is_empty() && self.fork.is_none();
        if is_new {
            self.fork = Some(Box::new(fork));
        }
        is_new
    }

    /// Whether the source of the fork has raised an exception that was not yet taken.
    pub fn is_unanswered(&self) -> bool {
        self.fork.as_ref().is_some_and(|fork| fork.has_raised())
    }

    pub fn fork(&mut self) -> Option<&mut Fork> {
        self.fork.as_deref_mut()
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
        self.known_account(&read.address).map(seen) == read.seen
            && read.slots.iter().all(|(slot, value)| self.known_slot(&read.address, slot) == Some(*value))
    }

    /// An account that exists.
    pub fn account(&mut self, address: &Address) -> Result<Option<&AccountInfo>, Unanswered> {
        match (self.accounts.get(address), &mut self.fork) {
            (Some(record), None) => Ok(Some(&record.info)),
            (Some(record), Some(_)) => Ok(record.existing()),
            (None, None) => Ok(None),
            (None, Some(fork)) => fork.account(address),
        }
    }

    pub fn balance(&mut self, address: &Address) -> Result<U256, Unanswered> {
        Ok(self.account(address)?.map_or(U256::ZERO, |info| info.balance))
    }

    pub fn slot(&mut self, address: &Address, slot: &U256) -> Result<U256, Unanswered> {
        let record = self.accounts.get(address);
        match (record.and_then(|record| record.storage.get(slot)), &mut self.fork) {
            (Some(value), _) => Ok(*value),
            (None, Some(fork)) if record.is_none_or(|record| record.is_forked) => fork.slot(address, slot),
            (None, _) => Ok(U256::ZERO),
        }
    }

    /// An account that exists, as far as is known without asking.
    fn known_account(&self, address: &Address) -> Option<&AccountInfo> {
        let below = || self.fork.as_ref().and_then(|fork| fork.known_account(address));
        self.accounts.get(address).map_or_else(below, Record::existing)
    }

    /// Whether an account exists, and is that.
    fn has(&self, address: &Address, info: &AccountInfo) -> bool {
        match self.accounts.get(address) {
            Some(record) => record.info == *info,
            None => self.fork.is_some() && self.known_account(address) == Some(info).filter(|info| !info.is_empty()),
        }
    }

    /// What a slot holds, if that is known without asking.
    fn known_slot(&self, address: &Address, slot: &U256) -> Option<U256> {
        let above = self.accounts.get(address).and_then(|record| record.storage.get(slot));
        above.copied().or_else(|| self.below(address, slot))
    }

    /// What a slot holds as long as it is not changed, if that is known.
    fn below(&self, address: &Address, slot: &U256) -> Option<U256> {
        match &self.fork {
            Some(fork) if self.accounts.get(address).is_none_or(|record| record.is_forked) => {
                fork.known_slot(address, slot)
            }
            _ => Some(U256::ZERO),
        }
    }

    /// Sets all of an account but its storage. An account that holds nothing does not exist (EIP-161).
    pub fn set_account(&mut self, address: Address, info: AccountInfo) {
        if info.is_empty() {
            return self.remove(address);
        }
        if !self.snapshots.is_empty() {
            let before = self.accounts.get(&address).map(|record| record.info.clone());
            self.journal.push(Undo::Account(address, before));
        }
        self.change_account(address, info);
    }

    fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        if !self.snapshots.is_empty() {
            if !self.accounts.contains_key(&address) {
                self.journal.push(Undo::Account(address, None));
            }
            self.journal.push(Undo::Slot(address, slot, self.known_slot(&address, &slot).expect(READ_BEFORE)));
        }
        self.write_slot(address, slot, value);
    }

    fn write_slot(&mut self, address: Address, slot: U256, value: U256) {
        // A slot that was never changed costs nothing.
        let is_unchanged = match &self.fork {
            None => value.is_zero(),
            Some(_) => self.below(&address, &slot) == Some(value),
        };
        self.note_change(address, Some(slot));
        let storage = &mut self.changing(address).storage;
        if is_unchanged {
            storage.remove(&slot)
        } else {
            storage.insert(slot, value)
        };
    }

    fn change_account(&mut self, address: Address, info: AccountInfo) {
        self.note_change(address, None);
        self.changing(address).info = info;
    }

    /// The record of an account that is about to change.
    fn changing(&mut self, address: Address) -> &mut Record {
        if self.fork.is_some() {
            self.take_from_fork(address);
        }
        self.version += 1;
        let record = self.accounts.entry(address).or_default();
        record.changed = self.version;
        record
    }

    /// Makes a record of an account that is as it is below, unless there is one.
    #[cold]
    fn take_from_fork(&mut self, address: Address) {
        if !self.accounts.contains_key(&address) {
            let info = self.known_account(&address).cloned().unwrap_or_default();
            self.accounts.insert(address, Record { info, is_forked: true, ..Record::default() });
        }
    }

    fn remove(&mut self, address: Address) {
        self.version += 1;
        // Whoever has read its slots has read the account as well.
        self.note_change(address, None);
        if self.fork.is_some() {
            return self.remove_from_fork(address);
        }
        if let Some(record) = self.accounts.remove(&address) {
            if !self.snapshots.is_empty() {
                self.journal.push(Undo::Removed(address, Box::new(record)));
            }
        }
    }

    /// Leaves a record that hides what is below.
    #[cold]
    fn remove_from_fork(&mut self, address: Address) {
        let removed = self.accounts.insert(address, Record { changed: self.version, ..Record::default() });
        if !self.snapshots.is_empty() {
            self.journal.push(match removed {
                Some(record) => Undo::Removed(address, Box::new(record)),
                None => Undo::Account(address, None),
            });
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
                Undo::Account(address, Some(info)) => self.change_account(address, info),
                Undo::Account(address, None) => {
                    self.note_change(address, None);
                    self.accounts.remove(&address);
                }
                Undo::Slot(address, slot, value) => self.write_slot(address, slot, value),
                Undo::Removed(address, record) => {
                    let record = Record { changed: self.version + 1, ..*record };
                    self.note_change(address, None);
                    *self.changing(address) = record;
                }
            }
        }
        self.version += 1;
        true
    }

    /// The accounts as bytes, the same for the same state, with a checksum at the end; of a fork, what has changed.
    pub fn dump(&self) -> Vec<u8> {
        self.dumped(self.fork.is_some())
    }

    fn dumped(&self, is_fork: bool) -> Vec<u8> {
        let mut out = if is_fork { MAGIC_OF_FORK } else { MAGIC }.to_vec();
        let is_changed = |(address, record): &(&Address, &Record)| match &self.fork {
            Some(fork) => {
                let is_same = record.is_forked && record.storage.is_empty();
                !(is_same && fork.known_account(address) == record.existing())
            }
            None => true,
        };
        let mut accounts: Vec<_> = self.accounts.iter().filter(is_changed).collect();
        accounts.sort_unstable_by_key(|(address, _)| **address);
        out.extend((accounts.len() as u64).to_be_bytes());
        for (address, record) in accounts {
            let code = record.info.code.as_ref().map(Bytecode::original_byte_slice).unwrap_or_default();
            let mut slots: Vec<_> = record.storage.iter().collect();
            slots.sort_unstable();
            out.extend(address.as_slice());
            out.extend(is_fork.then_some(u8::from(record.is_forked)));
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

    /// The state that `dump` wrote, or why it cannot be read. That of a fork can only be read by a fork.
    pub fn load(&self, dumped: &[u8]) -> Result<State, &'static str> {
        let (body, sum) = dumped.split_last_chunk::<32>().ok_or(TOO_SHORT)?;
        let is_fork = self.fork.is_some();
        let (magic, other) = if is_fork { (MAGIC_OF_FORK, MAGIC) } else { (MAGIC, MAGIC_OF_FORK) };
        must(!body.starts_with(other), if is_fork { "it is not of a fork" } else { "it is of a fork" })?;
        must(body.starts_with(&magic[..7]), "it is not a dump of a chain")?;
        must(body.starts_with(magic), "it was written by another version")?;
        must(keccak256(body) == sum, "its checksum is wrong")?;
        let mut rest = &body[MAGIC.len()..];
        let mut state = State::default();
        for _ in 0..number(&mut rest)? {
            let address = take(&mut rest).map(Address::from)?;
            let is_forked = is_fork && take::<1>(&mut rest)? == [1];
            let nonce = number(&mut rest)?;
            let balance = word(&mut rest)?;
            let code_len = number(&mut rest)?;
            let (code, behind) = rest.split_at_checked(code_len as usize).ok_or(TOO_SHORT)?;
            let code = match &self.fork {
                Some(fork) => fork.bytecode(code.to_vec()),
                None => Bytecode::new_legacy(code.to_vec().into()),
            };
            rest = behind;
            let info = AccountInfo::new(balance, nonce, code.hash_slow(), code);
            let mut storage = StorageKeyMap::default();
            for _ in 0..number(&mut rest)? {
                let (slot, value) = (word(&mut rest)?, word(&mut rest)?);
                if is_forked || !value.is_zero() {
                    storage.insert(slot, value);
                }
            }
            if is_fork || !info.is_empty() {
                state.accounts.insert(address, Record { info, storage, is_forked, changed: 0 });
            }
        }
        // What says the same in another way (unsorted, with zeros, with something behind) was not written by `dump`.
        must(state.dumped(is_fork) == dumped, "it is not in the form of a dump")?;
        Ok(state)
    }
}

impl Record {
    fn existing(&self) -> Option<&AccountInfo> {
        Some(&self.info).filter(|info| !info.is_empty())
    }
}

const READ_BEFORE: &str = "the EVM reads a slot before it writes to it";

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

/// What a source does not answer passes for nothing; `is_unanswered` tells, and then the message has not happened.
impl Database for State {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        let info = self.account(&address).unwrap_or_default().cloned();
        if let Some(reads) = &mut self.reads {
            reads.push(Read { address, seen: info.as_ref().map(seen), slots: Vec::new() });
        }
        Ok(info)
    }

    fn code_by_hash(&mut self, _: B256) -> Result<Bytecode, Infallible> {
        unreachable!("accounts carry their code")
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        let value = self.slot(&address, &slot).unwrap_or_default();
        if let Some(reads) = &mut self.reads {
            // revm loads an account before it reads its storage.
            let read = reads.iter_mut().rev().find(|read| read.address == address).expect("an account that was read");
            read.slots.push((slot, value));
        }
        Ok(value)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(match &mut self.fork {
            Some(fork) => fork.block_hash(number).unwrap_or_default(),
            None => made_up_hash(number),
        })
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
            if !self.has(&address, &account.info) {
                self.set_account(address, account.info);
            }
            for (slot, value) in account.storage.into_iter().filter(|(_, value)| value.is_changed()) {
                self.set_slot(address, slot, value.present_value);
            }
        }
    }
}
