//! The definitions of forms that the app contains (`core/forms`).
//!
//! They work from the first start, without network. Newer ones arrive signed by sync and replace these.

/// The payloads of the embedded definitions, in the order of the list of services. They are part of the app, so they
/// have no signature.
pub const EMBEDDED: [&[u8]; 8] = [
    include_bytes!("../../forms/cetak-kk.cbor"),
    include_bytes!("../../forms/cetak-biodata.cbor"),
    include_bytes!("../../forms/golongan-darah.cbor"),
    include_bytes!("../../forms/surat-pindah.cbor"),
    include_bytes!("../../forms/pisah-kk.cbor"),
    include_bytes!("../../forms/kelahiran.cbor"),
    include_bytes!("../../forms/kelahiran-ber-nik.cbor"),
    include_bytes!("../../forms/kematian.cbor"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use ikd_proof::form::{Definition, Opened};

    use super::*;

    #[test]
    fn every_embedded_definition_opens_in_this_version_of_the_app() {
        let version = |part: &str| part.parse::<u64>().unwrap();
        let app: Vec<u64> = env!("CARGO_PKG_VERSION").split('.').map(version).collect();
        for payload in EMBEDDED {
            let opened = Definition::read(payload, app.clone().try_into().unwrap()).unwrap();
            assert!(matches!(opened, Opened::Ready(_)), "{opened:?}");
        }
    }
}
