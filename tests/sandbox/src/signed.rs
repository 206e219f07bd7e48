//! A COSE_Sign1 taken apart and signed again over another payload, for tests of what phones do with it.
//!
//! By hand: `ikd-proof` signs only what it can read itself (`docs/formats.md` section 1 has the shape).

use ikd_proof::{Signer, SoftwareSigner};

/// `external_aad` of documents.
const DOCUMENT: &[u8] = b"ikd/1/document";

/// The document container with its payload changed, signed by `signer`; `None` when it is no container.
pub(crate) fn sign_again(
    container: &[u8],
    change: impl FnOnce(&mut Vec<u8>),
    signer: &SoftwareSigner,
) -> Option<Vec<u8>> {
    let rest = container.strip_prefix(&[0x84])?;
    let (protected, rest) = take_bytes(rest)?;
    let (payload, _) = take_bytes(rest.strip_prefix(&[0xa0])?)?;
    let mut payload = payload.to_vec();
    change(&mut payload);
    let mut structure = vec![0x84, 0x6a];
    structure.extend_from_slice(b"Signature1");
    for part in [protected, DOCUMENT, &payload] {
        put_bytes(&mut structure, part);
    }
    let signature = signer.sign(&structure).ok()?;
    let mut signed = vec![0x84];
    put_bytes(&mut signed, protected);
    signed.push(0xa0);
    put_bytes(&mut signed, &payload);
    put_bytes(&mut signed, &signature);
    Some(signed)
}

/// A CBOR byte string of less than 64 KiB, and what follows it.
fn take_bytes(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = match *bytes {
        [head @ 0x40..=0x57, ..] => (usize::from(head - 0x40), &bytes[1..]),
        [0x58, len, ..] => (usize::from(len), &bytes[2..]),
        [0x59, high, low, ..] => (usize::from(u16::from_be_bytes([high, low])), &bytes[3..]),
        _ => return None,
    };
    rest.split_at_checked(len)
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let len = u16::try_from(bytes.len()).expect("a document has at most 64 KiB");
    match (len, len.to_be_bytes()) {
        (0..=23, [_, low]) => out.push(0x40 + low),
        (24..=255, [_, low]) => out.extend_from_slice(&[0x58, low]),
        (_, [high, low]) => out.extend_from_slice(&[0x59, high, low]),
    }
    out.extend_from_slice(bytes);
}
