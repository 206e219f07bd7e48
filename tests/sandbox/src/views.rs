//! Issues views: claims from the record, for a key that the phone proved to hold.

use ikd_proof::{
    Claims, Document, KtpClaims, Nik, Possession, View, ViewKind, document::Body, view::StatusPlace,
};

use crate::{
    documents,
    secret::{random, sha256},
    service::Service,
    store::{Account, StoreError, Tx},
};

/// The status list that views have places in.
const LIST: u64 = 1;
/// Places of that list: with a random one, views of one person cannot be told from their place.
const PLACES: u64 = 1 << 20;

/// Why no views are issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ViewsError {
    /// The statement at this place is not accepted: make a new one.
    #[error("the possession statement is not valid")]
    Possession { index: usize },
    /// The account has no KTP to make claims of.
    #[error("there is no KTP to make a view of")]
    NoKtp,
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A view that does not fit the format: a defect of the sandbox's own data.
    #[error("the view cannot be issued")]
    Record,
}

/// One view for each statement, in order.
pub(crate) fn issue(
    service: &Service,
    tx: &Tx<'_>,
    account: &Account,
    device_key: &[u8; 32],
    possessions: &[Vec<u8>],
    now: u64,
) -> Result<Vec<Vec<u8>>, ViewsError> {
    let statements: Vec<Possession> = possessions
        .iter()
        .enumerate()
        .map(|(index, bytes)| {
            Possession::open(bytes, device_key, now).map_err(|_| ViewsError::Possession { index })
        })
        .collect::<Result<_, _>>()?;
    let ktp = documents::present(tx, account)?
        .iter()
        .filter_map(|row| documents::read(service, row))
        .find(|document| matches!(document.body, Body::Ktp(_)))
        .ok_or(ViewsError::NoKtp)?;
    let nik = Nik::from_u64(account.nik).map_err(|_| ViewsError::Record)?;
    let expires_at = now + service.policy().view_lifetime;
    statements
        .into_iter()
        .map(|statement| {
            let claims = claims(nik, &ktp, statement.kind).ok_or(ViewsError::NoKtp)?;
            let index = free_place(tx, account)?;
            let status = StatusPlace { list: LIST, index };
            let view = View { expires_at, key: statement.view_key, status, example: true, claims };
            view.issue(&service.keys.views.signer).map_err(|_| ViewsError::Record)
        })
        .collect()
}

fn free_place(tx: &Tx<'_>, account: &Account) -> Result<u64, StoreError> {
    loop {
        let place = u64::from(u32::from_le_bytes(random())) % PLACES;
        if tx.take_status_place(LIST, place, &account.id)? {
            return Ok(place);
        }
    }
}

fn claims(nik: Nik, document: &Document, kind: ViewKind) -> Option<Claims> {
    let Body::Ktp(ktp) = &document.body else { return None };
    let photo_hash = sha256(document.photo.as_deref()?)[..16].try_into().ok()?;
    let full = || KtpClaims {
        birth_place: ktp.birth_place.clone(),
        sex: ktp.sex,
        blood: ktp.blood,
        street: ktp.address.street.clone(),
        rt: ktp.address.rt,
        rw: ktp.address.rw,
        village: ktp.address.village.clone(),
        district: ktp.address.district.clone(),
        regency: ktp.address.regency.clone(),
        province: ktp.address.province.clone(),
        religion: ktp.religion,
        marital_status: ktp.marital_status,
        occupation: ktp.occupation.clone(),
        citizenship: ktp.citizenship,
    };
    Some(Claims {
        nik,
        name: ktp.name.clone(),
        birth_date: ktp.birth_date,
        photo_hash,
        ktp: (kind == ViewKind::FullKtp).then(full),
    })
}
