//! Remembers what views returned, exactly: an answer holds as long as all that the view read is as it was.
//!
//! What a view read is what revm asked for: accounts and slots of the state, number and time of the block. All else that
//! it depends on is part of the key, or, like the block's gas limit, empties the memo when it changes.

use std::iter::once;
use std::mem::size_of;

use revm::primitives::map::{HashMap, HashSet};
use revm::primitives::{Address, Bytes, B256, U256};

use crate::state::{Place, State};
use crate::Failure;

/// Memory for answers, in bytes; a view of a token takes about half a KiB.
const MAX_SIZE: usize = 1 << 25;
/// After this number of views it is judged whether remembering pays; where it does not, it rests for some time.
const WINDOW: u32 = 1 << 12;
const REST: u32 = 16 * WINDOW;

/// What can be read of an account apart from its storage, and whether it exists.
#[derive(Clone, PartialEq)]
pub struct Seen {
    pub balance: U256,
    pub nonce: u64,
    pub code_hash: B256,
}

/// What a message read of one account.
#[derive(Clone)]
pub struct Read {
    pub address: Address,
    pub seen: Option<Seen>,
    pub slots: Vec<(U256, U256)>,
}

/// What a message read of its block; None is what it did not.
#[derive(Clone, Copy, Default)]
pub struct BlockRead {
    pub number: Option<u64>,
    pub timestamp: Option<u64>,
}

/// What several views read, together: from which places, and whether one looked at its block.
#[derive(Clone, Default)]
pub struct Noted {
    pub places: HashSet<Place>,
    pub looks_at_block: bool,
}

impl Noted {
    pub fn add(&mut self, reads: &[Read], block: BlockRead) {
        for Read { address, slots, .. } in reads {
            let slots = slots.iter().map(|(slot, _)| Some(*slot));
            self.places.extend(once(None).chain(slots).map(|slot| Place { address: *address, slot }));
        }
        self.looks_at_block |= block.number.is_some() || block.timestamp.is_some();
    }
}

pub type Answer = Result<Bytes, Failure>;

struct Entry {
    answer: Answer,
    reads: Vec<Read>,
    block: BlockRead,
    /// The state's version at which the reads were last found to be as they were.
    checked: u64,
}

impl Entry {
    /// About how many bytes it takes, with its key.
    fn size(&self, key: &[u8]) -> usize {
        let answer = self.answer.as_ref().map_or_else(|failure| failure.0.len(), |output| output.len());
        let slots: usize = self.reads.iter().map(|read| read.slots.len()).sum();
        let fixed = size_of::<Entry>() + size_of::<Read>() * self.reads.len();
        key.len() + answer + size_of::<(U256, U256)>() * slots + fixed
    }
}

#[derive(Default)]
pub struct Memo {
    entries: HashMap<Box<[u8]>, Entry>,
    size: usize,
    key: Vec<u8>,
    /// Answers given from memory, and answers that had to be worked out.
    pub remembered: u64,
    pub executed: u64,
    hits: u32,
    asked: u32,
    resting: u32,
}

impl Memo {
    pub fn clear(&mut self) {
        self.entries = HashMap::default();
        self.size = 0;
    }

    /// The answer that still holds, if there is one.
    pub fn get(
        &mut self,
        noted: Option<&mut Noted>,
        key: (&[u8; 20], &[u8; 20], &[u8]),
        state: &State,
        number: u64,
        timestamp: u64,
    ) -> Option<Answer> {
        if self.resting > 0 {
            return None;
        }
        self.key.clear();
        self.key.extend_from_slice(key.0);
        self.key.extend_from_slice(key.1);
        self.key.extend_from_slice(key.2);
        let entry = self.entries.get_mut(self.key.as_slice())?;
        let same = |read: Option<u64>, now| read.is_none_or(|read| read == now);
        if !same(entry.block.number, number) || !same(entry.block.timestamp, timestamp) {
            return None;
        }
        if entry.checked != state.version() {
            if !entry.reads.iter().all(|read| state.holds(read, entry.checked)) {
                return None;
            }
            entry.checked = state.version();
        }
        self.hits += 1;
        self.remembered += 1;
        if let Some(noted) = noted {
            noted.add(&entry.reads, entry.block);
        }
        Some(entry.answer.clone())
    }

    /// Whether what the next view reads is worth noting. Counts views, so ask once for each that is executed.
    pub fn is_awake(&mut self) -> bool {
        self.executed += 1;
        if self.resting > 0 {
            self.resting -= 1;
            return false;
        }
        self.asked += 1;
        if self.asked + self.hits >= WINDOW {
            // Where fewer than one in eight is remembered, taking notes costs more than it saves.
            if self.hits < WINDOW / 8 {
                self.clear();
                self.resting = REST;
            }
            (self.asked, self.hits) = (0, 0);
        }
        self.resting == 0
    }

    /// Remembers the answer to what `get` was last asked for.
    pub fn put(&mut self, answer: Answer, reads: Vec<Read>, block: BlockRead, version: u64) {
        let entry = Entry { answer, reads, block, checked: version };
        self.size += entry.size(&self.key);
        if let Some(old) = self.entries.insert(self.key.as_slice().into(), entry) {
            self.size -= old.size(&self.key);
        }
        if self.size > MAX_SIZE {
            self.clear();
        }
    }
}
