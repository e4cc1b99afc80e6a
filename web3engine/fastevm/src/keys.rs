//! Hashes, addresses and signatures, for Python: what is imported anyway spares a run other libraries for them.

use k256::ecdsa::SigningKey;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use revm::primitives::keccak256;

type Bytes32 = [u8; 32];

/// The Keccak-256 hash of `data`, 32 bytes.
#[pyfunction]
pub fn keccak(data: &[u8]) -> Bytes32 {
    keccak256(data).0
}

/// The address of a private key, 20 bytes. ValueError for what is no key.
#[pyfunction]
#[pyo3(name = "addressOf")]
pub fn address_of(key: Bytes32) -> PyResult<[u8; 20]> {
    let public = signing_key(key)?.verifying_key().to_encoded_point(false);
    let hash = keccak256(&public.as_bytes()[1..]);
    Ok(hash[12..].try_into().expect("32 bytes less 12"))
}

/// A signature of a hash by a private key: (r, s, parity of y), deterministic (RFC 6979) and with the smaller s.
#[pyfunction]
pub fn sign(key: Bytes32, hash: Bytes32) -> PyResult<(Bytes32, Bytes32, u8)> {
    let signed = signing_key(key)?.sign_prehash_recoverable(&hash);
    let (signature, recovery) = signed.map_err(|why| PyValueError::new_err(why.to_string()))?;
    Ok((signature.r().to_bytes().into(), signature.s().to_bytes().into(), recovery.to_byte()))
}

fn signing_key(key: Bytes32) -> PyResult<SigningKey> {
    SigningKey::from_bytes(&key.into()).map_err(|_| PyValueError::new_err("this is not a private key"))
}
