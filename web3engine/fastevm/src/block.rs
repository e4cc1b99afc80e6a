//! The block that messages see. It notes whether they look at its number or its time.

use std::cell::Cell;

use revm::context::BlockEnv;
use revm::context_interface::block::BlobExcessGasAndPrice;
use revm::primitives::{Address, B256, U256};

use crate::memo::BlockRead;

#[derive(Default)]
pub struct Block {
    pub env: BlockEnv,
    is_number_read: Cell<bool>,
    is_timestamp_read: Cell<bool>,
}

impl Block {
    /// Forgets what was looked at.
    pub fn note_reads(&self) {
        self.is_number_read.set(false);
        self.is_timestamp_read.set(false);
    }

    /// What was looked at since `note_reads`.
    pub fn reads(&self) -> BlockRead {
        BlockRead {
            number: self.is_number_read.get().then(|| self.env.number.to()),
            timestamp: self.is_timestamp_read.get().then(|| self.env.timestamp.to()),
        }
    }
}

impl revm::context::Block for Block {
    /// BLOCKHASH asks for it as well.
    fn number(&self) -> U256 {
        self.is_number_read.set(true);
        self.env.number
    }

    fn timestamp(&self) -> U256 {
        self.is_timestamp_read.set(true);
        self.env.timestamp
    }

    fn beneficiary(&self) -> Address {
        self.env.beneficiary
    }

    fn gas_limit(&self) -> u64 {
        self.env.gas_limit
    }

    fn basefee(&self) -> u64 {
        self.env.basefee
    }

    fn difficulty(&self) -> U256 {
        self.env.difficulty
    }

    fn prevrandao(&self) -> Option<B256> {
        self.env.prevrandao
    }

    fn blob_excess_gas_and_price(&self) -> Option<BlobExcessGasAndPrice> {
        self.env.blob_excess_gas_and_price
    }
}
